"""Reference data that a team may edit afterwards: the confidence meter's classes, and the only product."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Slug, name, weight, whether it is an opinion, description. Source: Gilad, the Confidence Meter.
EVIDENCE_CLASSES = [
    ("self-conviction", "Self conviction", "0.01", True, "Somebody of the team believes it."),
    ("pitch-deck", "Pitch deck", "0.03", True, "It was argued well in a presentation."),
    ("thematic-support", "Thematic support", "0.1", True, "It fits a strategy, a theme or a trend."),
    ("opinion", "Other people's opinion", "0.15", True, "A wish or a prediction, such as “I would pay for it”."),
    ("estimates", "Estimates and plans", "0.5", False, "A calculation or a plan was made and looked at."),
    ("anecdotal", "Anecdotal", "1", False, "What one to three customers told, or what came in by itself."),
    ("market-data", "Market data", "2", False, "Surveys, smoke tests, data of competitors."),
    ("user-evidence", "User evidence", "3", False, "Stories from interviews, usability studies, early versions."),
    ("test-results", "Test results", "4.5", False, "An A/B or longitudinal test."),
    ("launch-data", "Launch data", "10", False, "It is in use, and this is what happened."),
]


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    evidence_class = apps.get_model("research", "EvidenceClass")
    evidence_class.objects.bulk_create(
        evidence_class(slug=slug, name=name, weight=weight, is_opinion=is_opinion, description=description)
        for slug, name, weight, is_opinion, description in EVIDENCE_CLASSES
    )
    apps.get_model("research", "Product").objects.create(name="Our product")


class Migration(migrations.Migration):
    dependencies = [("research", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
