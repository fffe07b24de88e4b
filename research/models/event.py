"""What people did in the product, as its analytics tool recorded it."""

from django.db import models

from research.models.event_source import EventSource


class Event(models.Model):
    """A row of a table that is partitioned by month, made by SQL (`behaviour.partitions`): no admin, no references.

    `person` and `key` are hashes, keyed by the source: nobody can be told from them, and the same person's events
    still belong together. The primary key is what Mixpanel tells duplicates by (event, person, time, `$insert_id`),
    and the order that funnels read in; Amplitude's duplicates (`$insert_id`, device) are kept out by
    `behaviour.loading`. It begins with the source and the name, so that a funnel reads nothing but its own steps.
    """

    pk = models.CompositePrimaryKey("source_id", "name", "at", "person", "key")
    source = models.ForeignKey(EventSource, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    name = models.TextField()
    at = models.DateTimeField()
    person = models.BigIntegerField()
    key = models.BigIntegerField()
    properties = models.JSONField(default=dict)
    user_properties = models.JSONField(default=dict)
    rest = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "research_event"
        default_permissions = ()

    def __str__(self) -> str:
        return f"event of source {self.source_id} at {self.at:%Y-%m-%d %H:%M:%S}"
