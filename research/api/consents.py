"""/consents/"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.api.timestamps import Timestamp
from research.models import Consent, Interview, Participant, Study
from research.operations import consents


class ConsentSerializer(RecordSerializer):
    class Meta:
        model = Consent
        fields = [
            *RECORD_FIELDS,
            "participant",
            "scope",
            "study",
            "interview",
            "document_version",
            "given_at",
            "expires_at",
            "withdrawn_at",
        ]
        read_only_fields = ["withdrawn_at"]
        create_only = ["participant", "scope", "study", "interview"]

    def create(self, validated_data: dict[str, Any]) -> Consent:
        scope = validated_data.pop("scope")
        given = consents.give(scopes=[scope], by=self.by, **validated_data)
        if not given:
            raise consents.GivenAlready("There is a consent for the same thing in that time already.")
        return given[0]


class ConsentFilters(RecordFilters):
    participant = RelatedFilter(Participant)
    study = RelatedFilter(Study)
    interview = RelatedFilter(Interview)
    scope = ChoicesFilter(Consent.Scope)
    is_in_force = TruthFilter(method="of_force")

    def of_force(self, rows: Any, name: str, wanted: bool) -> Any:
        in_force = Consent.objects.in_force(at=timezone.now())
        return rows.filter(pk__in=in_force.values("pk")) if wanted else rows.exclude(pk__in=in_force.values("pk"))


class Withdrawal(StrictSerializer):
    withdrawn_at = Timestamp(required=False, help_text="Now, if left out.")


class ConsentViewSet(RecordViewSet):
    """What participants permitted, for what, and until when."""

    queryset = Consent.objects.all()
    serializer_class = ConsentSerializer
    filterset_class = ConsentFilters
    orderings = ("-id",)

    @extend_schema(request=Withdrawal)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the consent back from a moment on."""
        at = self.given(Withdrawal).validated_data.get("withdrawn_at") or timezone.now()
        return self.answer(consents.withdraw(self.get_object(), at=at, by=self.by))
