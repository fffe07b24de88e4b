"""Insights, and the steps from draft to published and beyond."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.asking import AskingAdmin, Button
from research.admin.base import RecordAdmin
from research.admin.filters import GivenFilter
from research.admin.insight_evidence import CitedInline, CiteInline, cite, save_evidence
from research.admin.merging import MergingAdmin
from research.admin.record_form import RecordForm
from research.admin.strength import WeighedAdmin
from research.evidence_strength import EvidenceFacts
from research.models import Insight, InsightEvidence, User, evidence_facts
from research.operations import evidence, insights
from research.operations.tags import ForeignTag, check_usable

STATUS_TONES: dict[str, marks.Tone] = {"in_review": "warn", "published": "good"}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text="What you checked, or what you heard lately. It is kept with your name and the date.",
    )


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Nobody")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset = User.objects.filter(is_active=True, is_staff=True).order_by("username")


class InsightForm(RecordForm):
    def clean(self) -> dict[str, Any] | None:
        """Refuse tags of another study, beside the field; a study that is changed may not leave its tags behind."""
        cleaned = super().clean()
        study = self.cleaned_data.get("study", self.instance.study)
        try:
            check_usable(self.cleaned_data.get("tags", ()), study=study.pk if study else None)
        except ForeignTag as error:
            self.add_error("tags", str(error))
        return cleaned


class OppositeFilter(GivenFilter):
    called = "the opposite"
    words = {"Empty": "nobody looked for it", "Not empty": "looked for"}


class InsightAdmin(MergingAdmin[Insight], AskingAdmin[Insight], WeighedAdmin[Insight], RecordAdmin[Insight]):
    """From draft to published: every step is an operation, in the list and on the insight's own page."""

    form = InsightForm
    list_display = ("title", "state", "evidence", "owner", "private_study", "updated_on")
    list_filter = ("status", "owner", "study", "tags", ("opposite_sought_at", OppositeFilter))
    list_select_related = ("owner", "study")
    search_fields = ("search",)
    search_help_text = "An insight is what several pieces of evidence add up to. One piece alone is a highlight."
    ordering = ("-updated_at", "-pk")
    fields = ("title", "statement", "body", "tags", "owner", "study")
    autocomplete_fields = ("tags", "owner")
    operated_fields = ("published_at", "opposite", "still_true_since")
    inlines = (CitedInline, CiteInline)
    actions: Sequence[Any] = (
        "submit",
        "publish",
        "seek_opposite",
        "still_true",
        "assign_owner",
        "reopen",
        "archive",
        "merge_two",
    )

    def facts_of(self, ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
        return evidence_facts.of_insights(ids, at=at)

    def get_fieldsets(self, request: HttpRequest, obj: Insight | None = None) -> Any:
        """Where it stands is told once there is something to tell."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and (obj.published_at or obj.opposite_sought_at or obj.confirmed_at):
            fieldsets.insert(1, ("Where it stands", {"fields": self.operated_fields}))
        return fieldsets

    def get_inlines(self, request: HttpRequest, obj: Insight | None) -> Any:
        return self.inlines if obj else (CiteInline,)

    def buttons(self, request: HttpRequest, obj: Insight) -> Iterator[Button]:
        status, states = obj.status, Insight.Status
        if status == states.DRAFT:
            yield Button(action="submit", label="Submit for review")
        if status in (states.DRAFT, states.IN_REVIEW):
            yield Button(action="publish", label="Publish", is_main=True)
        if status == states.PUBLISHED:
            yield Button(action="still_true", label="Still true")
        if status != states.DRAFT:
            yield Button(action="reopen", label="Back to draft")
        if status != states.ARCHIVED:
            yield Button(action="archive", label="Archive")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if obj := kwargs.get("obj"):
            asks = insights.needs_opposite_sought(obj) and obj.status != Insight.Status.ARCHIVED
            context["asks_opposite"] = asks and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="status", ordering="status")
    def state(self, insight: Insight) -> SafeString:
        return marks.chip(insight.get_status_display(), STATUS_TONES.get(insight.status, "plain"))

    @admin.display(description="study", ordering="study__title")
    def private_study(self, insight: Insight) -> str:
        return insight.study.title if insight.study else ""

    @admin.display(description="updated", ordering="updated_at")
    def updated_on(self, insight: Insight) -> str:
        return f"{timezone.localtime(insight.updated_at):%-d %b %Y}"

    @admin.display(description="the opposite")
    def opposite(self, insight: Insight) -> str:
        return told("Looked for", by=insight.opposite_sought_by, at=insight.opposite_sought_at)

    @admin.display(description="still true")
    def still_true_since(self, insight: Insight) -> str:
        confirmed = told("Confirmed", by=insight.confirmed_by, at=insight.confirmed_at)
        return f"{confirmed}: {insight.confirmation_reason}" if confirmed else ""

    @admin.action(description="Submit for review", permissions=["change"])
    def submit(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        self._each(request, queryset, lambda one: insights.submit(one, by=_user(request)), "waiting for review")

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        """Publish, and ask whether somebody looked for the opposite, which blocks nothing."""
        at = timezone.now()
        one_sided = sum(insights.needs_opposite_sought(one) for one in queryset)
        is_done = self._each(
            request, queryset, lambda one: insights.publish(one, by=_user(request), at=at), "published"
        )
        if is_done and one_sided:
            question = "Did somebody look for the opposite? Nobody has said so yet"
            self.message_user(request, f"{question}{_of(one_sided, queryset)}.", messages.WARNING)

    @admin.action(description="Somebody looked for the opposite", permissions=["change"])
    def seek_opposite(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        def step(one: Insight) -> None:
            insights.seek_opposite(one, by=_user(request), at=timezone.now())

        self._each(request, queryset, step, "checked against the opposite")

    @admin.action(description="Still true …", permissions=["change"])
    def still_true(self, request: HttpRequest, queryset: QuerySet[Insight]) -> HttpResponse | None:
        form = self.answer(request, ReasonForm)
        if not form.is_valid():
            return self.ask(
                request,
                queryset,
                form=form,
                action="still_true",
                question="Still true?",
                lead="Say why. From then on it is no longer stale.",
                button="It is still true",
            )
        reason, at = form.cleaned_data["reason"], timezone.now()
        self._each(
            request,
            queryset,
            lambda one: insights.confirm(one, reason=reason, by=_user(request), at=at),
            "confirmed as still true",
        )
        return None

    @admin.action(description="Assign owner …", permissions=["change"])
    def assign_owner(self, request: HttpRequest, queryset: QuerySet[Insight]) -> HttpResponse | None:
        form = self.answer(request, OwnerForm)
        if not form.is_valid():
            return self.ask(
                request,
                queryset,
                form=form,
                action="assign_owner",
                question="Who looks after them?",
                button="Assign",
            )

        def step() -> str:
            count = insights.assign(list(queryset), owner=form.cleaned_data["owner"], by=_user(request))
            return f"{_count(count)} assigned."

        self.attempt(request, step)
        return None

    @admin.action(description="Back to draft", permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        self._each(request, queryset, lambda one: insights.reopen(one, by=_user(request)), "a draft again")

    @admin.action(description="Archive", permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        self._each(request, queryset, lambda one: insights.archive(one, by=_user(request)), "archived")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is InsightEvidence:
            save_evidence(formset, by=_user(request), cite=cite, weigh=evidence.weigh, remove=evidence.remove)
        else:
            super().save_formset(request, form, formset, change)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Insight], step: Callable[[Insight], object], done: str
    ) -> bool:
        """Take one step with all of them or with none."""

        def steps() -> str:
            rows = list(queryset)
            for one in rows:
                step(one)
            return f"{_count(len(rows))} {done}."

        return self.attempt(request, steps)


admin.site.register(Insight, InsightAdmin)


def told(what: str, *, by: User | None, at: datetime | None) -> str:
    """Say who did something and when, or nothing."""
    if at is None:
        return ""
    who = f" by {by.get_short_name() or by.get_username()}" if by else ""
    return f"{what}{who} on {timezone.localtime(at):%-d %B %Y}"


def _count(number: int) -> str:
    return "1 insight" if number == 1 else f"{number} insights"


def _of(some: int, queryset: QuerySet[Insight]) -> str:
    everyone = queryset.count()
    return f" for {some} of {everyone}" if everyone > 1 else ""


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
