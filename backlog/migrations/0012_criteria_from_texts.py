"""The acceptance criteria that items have as a text, as rows. The text stays as it was written."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from backlog import criteria


def read(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    item_model = apps.get_model("backlog", "BacklogItem")
    criterion_model = apps.get_model("backlog", "AcceptanceCriterion")
    for item in item_model.objects.exclude(acceptance_criteria="").only("pk", "acceptance_criteria").iterator():
        criterion_model.objects.bulk_create(
            criterion_model(item=item, position=place, given=one.given, when=one.when, then=one.then)
            for place, one in enumerate(criteria.read(item.acceptance_criteria), start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("backlog", "0011_stories_and_dependencies")]

    operations = [migrations.RunPython(read, migrations.RunPython.noop, elidable=True)]
