"""One more evidence class: what people did, counted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SLUG, NAME = "behaviour-data", "Behaviour data"
DESCRIPTION = "What people did, counted: a funnel, usage, revenue. How many, not why."


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Between market data and user evidence. A class that a team has called so already becomes this one."""
    classes = apps.get_model("research", "EvidenceClass").objects
    if not classes.filter(slug=SLUG).exists() and not classes.filter(name__iexact=NAME).update(slug=SLUG):
        classes.create(slug=SLUG, name=NAME, weight="2.5", is_opinion=False, description=DESCRIPTION)


class Migration(migrations.Migration):
    dependencies = [("research", "0015_measurements_as_evidence")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
