"""A site with plain pages of a few records, to test what they all inherit: an urlconf of its own."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from backlog.admin.site import Workplace
from config.urls import PAGES
from research.admin.base import RecordAdmin, RecordInline
from research.models import Consent, Insight, InsightEvidence, Interview, Note, Participant, Study
from research.operations import participants

site = Workplace()


class EvidenceInline(RecordInline):
    model = InsightEvidence
    fields = ("highlight", "stance", "evidence_class")


@admin.register(Insight, site=site)
class InsightAdmin(RecordAdmin[Insight]):
    fields = ("title", "statement", "study")
    list_filter = ("study",)
    inlines = (EvidenceInline,)


@admin.register(Participant, site=site)
class ParticipantAdmin(RecordAdmin[Participant]):
    fields = ("code", "role")

    def save_model(self, request: HttpRequest, obj: Participant, form: Any, change: bool) -> None:
        participants.add(obj, by=request.user)  # type: ignore[arg-type]


@admin.register(Study, site=site)
class StudyAdmin(RecordAdmin[Study]):
    search_fields = ("title",)
    operated_fields = ("visibility",)


@admin.register(Consent, site=site)
class ConsentAdmin(RecordAdmin[Consent]):
    autocomplete_fields = ("study",)


site.register([Interview, Note], RecordAdmin)

urlpatterns = [
    *(URLPattern(page.pattern, site.admin_view(page.callback), page.default_args, page.name) for page in PAGES),
    path("", site.urls),
]
