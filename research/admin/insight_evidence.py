"""What an insight rests on: words and figures beside their stance, on its page and one by one."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from research.admin import marks, measured
from research.admin.base import RecordAdmin, RecordInline
from research.admin.links import link_to
from research.models import Highlight, HighlightParticipant, InsightEvidence, User
from research.operations import evidence

WITH = ("highlight__note__interview", "measurement__metric", "measurement__segment")
"""What `shown` shows, beside the speakers."""


class CitedInline(RecordInline):
    """What the insight rests on: how it stands to it may be corrected, and it may be taken away."""

    model = InsightEvidence
    fields = ("words", "stance", "evidence_class")
    readonly_fields = ("words",)
    max_num = 0
    show_change_link = False
    classes = ("wordy",)
    verbose_name_plural = "evidence"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        speakers = HighlightParticipant.objects.with_refusal(at=timezone.now()).select_related("participant__account")
        held_at = F("highlight__note__interview__held_at").desc(nulls_last=True)
        rows = super().get_queryset(request).select_related(*WITH, "evidence_class")
        return rows.prefetch_related(Prefetch("highlight__speakers", speakers)).order_by("-stance", held_at, "pk")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "evidence_class" and field:
            field.choices = list(field.choices)  # asked once, however many rows there are
        return field

    @admin.display(description="who says so")
    def words(self, row: InsightEvidence) -> SafeString:
        return shown(row)


class CiteInline(RecordInline):
    """Room for more evidence, below what is there."""

    model = InsightEvidence
    fields = ("highlight", "measurement", "stance", "evidence_class")
    autocomplete_fields = ("highlight", "measurement")
    verbose_name = "piece of evidence"
    verbose_name_plural = "more evidence"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)


@admin.register(InsightEvidence)
class InsightEvidenceAdmin(RecordAdmin[InsightEvidence]):
    """One piece of evidence. It is made and taken away on the insight's page; the menu does not list it."""

    list_display = ("__str__", "stance", "evidence_class", "insight_link")
    list_filter = ("stance", "evidence_class")
    list_select_related = ("evidence_class", "insight", *WITH)
    fields = ("insight_link", "words", "stance", "evidence_class")
    readonly_fields = ("insight_link", "words")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="insight")
    def insight_link(self, row: InsightEvidence) -> str:
        return link_to(row.insight, row.insight.title)

    @admin.display(description="who says so")
    def words(self, row: InsightEvidence) -> SafeString:
        return shown(row)

    def save_model(self, request: HttpRequest, obj: InsightEvidence, form: Any, change: bool) -> None:
        evidence.weigh(obj, by=cast("User", request.user))

    def delete_model(self, request: HttpRequest, obj: InsightEvidence) -> None:
        evidence.remove(obj, by=cast("User", request.user))


def shown(row: InsightEvidence) -> SafeString:
    """Show a piece of evidence, words or a figure."""
    if row.measurement:
        return measured.shown(row.measurement)
    return cited(row.highlight) if row.highlight else SafeString()


def cited(highlight: Highlight) -> SafeString:
    """Show a passage as evidence: the words, whose they are, from where. Words that may not be quoted are left out.

    Asks nothing where speakers (`with_refusal`), note and interview came with the highlight.
    """
    speakers = list(highlight.speakers.all())
    refusals = [refusal for one in speakers if (refusal := getattr(one, "refusal", ""))]
    if refusals:
        words = format_html('<p class="quiet">The words are left out: {}.</p>', refusals[0])
    else:
        words = marks.quote(highlight, longest=400)
    interview = highlight.note.interview
    who = format_html_join(" and ", "{}", ((_person(one.participant),) for one in speakers)) or "somebody unnamed"
    source = [who, interview.title, f"{interview.held_at:%-d %B %Y}" if interview.held_at else ""]
    where = format_html_join(" · ", "{}", ((part,) for part in source if part))
    return format_html('{}<p class="quote-source">{} · {}</p>', words, where, link_to(highlight, "the passage"))


def save_evidence(
    formset: Any,
    *,
    by: User,
    cite: Callable[[Any, User], Any],
    weigh: Callable[..., object],
    remove: Callable[..., object],
) -> None:
    """Save rows of evidence by operations: `cite` for new ones, `weigh` for corrected, `remove` for deleted ones."""
    formset.save(commit=False)
    for row in formset.deleted_objects:
        remove(row, by=by)
    for row, _ in formset.changed_objects:
        weigh(row, by=by)
    for row in formset.new_objects:
        row.pk = cite(row, by).pk


def cite(row: InsightEvidence, by: User) -> InsightEvidence:
    chosen = row.evidence_class if row.evidence_class_id else None
    if row.measurement:
        return evidence.cite_measurement(
            insight=row.insight, measurement=row.measurement, stance=row.stance, evidence_class=chosen, by=by
        )
    return evidence.cite(
        insight=row.insight,
        highlight=cast("Highlight", row.highlight),
        stance=row.stance,
        evidence_class=chosen,
        by=by,
    )


def _person(participant: Any) -> str:
    known = [participant.role, participant.account.name if participant.account else ""]
    about = ", ".join(filter(None, known))
    return f"{participant.code} ({about})" if about else str(participant.code)
