"""Moments that Postgres keeps and Python reads back."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django_filters.fields import IsoDateTimeField
from rest_framework import serializers

EARLIEST, LATEST = 1900, 2999
FARTHEST_OFFSET = timedelta(hours=15, minutes=59)
"""Postgres refuses an offset of 16 hours and more, which Python takes."""


def flaw_of(moment: datetime) -> str | None:
    """Say what keeps the moment from being kept, if anything does."""
    offset = moment.utcoffset()
    if offset is not None and abs(offset) > FARTHEST_OFFSET:
        return "A time is at most 15:59 away from UTC."
    if not EARLIEST <= moment.year <= LATEST:
        return f"A time lies between the years {EARLIEST} and {LATEST}."
    return None


class Timestamp(serializers.DateTimeField):
    """ISO 8601, such as 2026-03-01T09:30:00Z."""

    def to_internal_value(self, value: Any) -> datetime:
        moment = super().to_internal_value(value)
        if sentence := flaw_of(moment):
            raise serializers.ValidationError(sentence)
        return moment


class TimestampField(IsoDateTimeField):
    """The same in a query."""

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if isinstance(moment, datetime) and (sentence := flaw_of(moment)):
            raise forms.ValidationError(sentence)
        return moment
