"""How strong evidence is, in the representation of what it is for."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from research.api.endpoints import ReadViewSet
from research.evidence_strength import EvidenceFacts, StrengthDocument, described

FACTS = "facts"


class StrengthSerializer(serializers.Serializer[Any]):
    """Of everything, whoever asks. `accounts` and `studies` are of those who back it, the other counts of all."""

    band = serializers.CharField()
    flags = serializers.ListField(child=serializers.CharField())
    participants = serializers.IntegerField()
    accounts = serializers.IntegerField()
    studies = serializers.IntegerField()
    supporting = serializers.IntegerField()
    qualifying = serializers.IntegerField()
    contradicting = serializers.IntegerField()
    mentions = serializers.IntegerField()
    measurements = serializers.IntegerField(help_text="How many, not why: they are nobody.")
    newest = serializers.DateTimeField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())


@extend_schema_field(StrengthSerializer)
class StrengthField(serializers.Field[Any, Any, Any, Any]):
    """Reads from the facts that `WithStrength` gathered for all rows at once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="pk", read_only=True, **kwargs)

    def to_representation(self, pk: int) -> StrengthDocument:
        gathered: tuple[dict[int, EvidenceFacts], datetime] = self.context[FACTS]
        facts, at = gathered
        return described(facts[pk], at=at)


class WithStrength(ReadViewSet):
    """A resource whose representation tells its strength. One more statement for a page, whatever its size."""

    version_tells_all = False
    facts_of: ClassVar[Callable[..., dict[int, EvidenceFacts]]]

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args and "data" not in kwargs:
            rows: Collection[Any] = args[0] if kwargs.get("many") else [args[0]]
            at = timezone.now()
            facts = type(self).facts_of([row.pk for row in rows], at=at)
            kwargs["context"] = {**self.get_serializer_context(), FACTS: (facts, at)}
        return super().get_serializer(*args, **kwargs)
