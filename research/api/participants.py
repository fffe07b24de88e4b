"""/participants/"""

from typing import Any

from django_filters import rest_framework as filters
from rest_framework import serializers

from research.api.filters import RecordFilters, RelatedFilter
from research.api.merging import Mergeable
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import Account, Interview, Participant, Segment
from research.operations import participants


class ParticipantSerializer(RecordSerializer):
    attributes = serializers.DictField(required=False, help_text="Anything else to compare people by.")

    class Meta:
        model = Participant
        fields = [*RECORD_FIELDS, "code", "role", "account", "segments", "attributes", "merged_into"]
        read_only_fields = ["merged_into"]
        create_only = ["code"]

    def create(self, validated_data: dict[str, Any]) -> Participant:
        segments = validated_data.pop("segments", [])
        participant = participants.add(Participant(**validated_data), by=self.by)
        participant.segments.set(segments)
        return participant


class ParticipantFilters(RecordFilters):
    code = filters.CharFilter(lookup_expr="iexact")
    account = RelatedFilter(Account)
    segment = RelatedFilter(Segment, field_name="segments")
    interview = RelatedFilter(Interview, field_name="interviews")


class ParticipantViewSet(Mergeable):
    """The people who were listened to, under their pseudonyms."""

    queryset = Participant.objects.all()
    serializer_class = ParticipantSerializer
    filterset_class = ParticipantFilters
    orderings = ("id", "code")
    related = ("segments",)
