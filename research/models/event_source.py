"""Where events come from, and how its exports are read."""

from typing import Self
from zoneinfo import available_timezones

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from research.declarations import Declaration
from research.models.product import Product
from research.models.record import Record, RecordQuerySet, Viewer


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("There is no such time zone. Write it as Europe/Lisbon.", code="invalid")


class EventSourceQuerySet(RecordQuerySet["EventSource"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them: what they count belongs to no study, and names nobody."""
        return self


class EventSource(Record):
    """A project of Amplitude or Mixpanel whose exports are brought in.

    `time_unit` and `time_zone` say how a Mixpanel export writes times: seconds or milliseconds, by UTC, or, in
    projects older than 2023, by the project's own clocks. Amplitude's are UTC, always. Who somebody is stays outside:
    of properties that tell, only those named in `allowed_properties` are kept. Its events go with it.
    """

    class Tool(models.TextChoices):
        AMPLITUDE = "amplitude", "Amplitude"
        MIXPANEL = "mixpanel", "Mixpanel"

    class TimeUnit(models.TextChoices):
        SECONDS = "seconds", "seconds"
        MILLISECONDS = "milliseconds", "milliseconds"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="event_sources")
    name = models.CharField(max_length=100, help_text="Such as Web app, production.")
    tool = models.CharField(max_length=10, choices=Tool)
    time_unit = models.CharField(
        max_length=12,
        choices=TimeUnit,
        default=TimeUnit.SECONDS,
        help_text="Of Mixpanel's times. Amplitude writes dates.",
    )
    time_zone = models.CharField(
        max_length=63,
        default="UTC",
        validators=[check_time_zone],
        help_text="Of Mixpanel's times: UTC for projects made from 2023 on, the project's own before.",
    )
    allowed_properties = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        size=100,
        verbose_name="personal properties to keep",
        help_text="Names, with commas between them. Others that tell who somebody is are dropped on the way in.",
    )

    objects = EventSourceQuerySet.as_manager()
    declaration = Declaration(impersonal=("name", "tool", "time_unit", "time_zone", "allowed_properties"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="an_event_source_has_a_name_of_its_own",
                violation_error_message="There is an event source of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(tool__in=["amplitude", "mixpanel"]), name="events_come_from_a_tool_we_know"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="events_go_with_their_source",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func="DELETE FROM research_event WHERE source_id = OLD.id; RETURN OLD;",
            ),
        ]

    def __str__(self) -> str:
        return self.name
