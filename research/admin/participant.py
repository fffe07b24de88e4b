"""The people who were listened to, the groups they stand for, and what they permitted."""

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.asking import AskingAdmin, Button
from research.admin.base import ReadOnlyInline, RecordAdmin
from research.admin.counting import with_counts
from research.admin.filters import WordsFilter
from research.admin.links import link_to, link_to_list
from research.admin.merging import MergingAdmin
from research.admin.record_form import RecordForm
from research.models import (
    Account,
    Consent,
    ContactDetails,
    Highlight,
    HighlightParticipant,
    Interview,
    Participant,
    Segment,
    User,
)
from research.operations import consents, participants


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ("scope", "study", "in_force", "given_at", "expires_at", "withdrawn_at", "document_version")
    readonly_fields = fields
    verbose_name_plural = "what they permitted"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("study", "interview").order_by("scope", "-given_at")

    @admin.display(description="now")
    def in_force(self, consent: Consent) -> SafeString:
        return state_of(consent)


class MeetingInline(ReadOnlyInline):
    model = Participant.interviews.through
    fields = ("what", "kind", "held")
    readonly_fields = fields
    show_change_link = False
    verbose_name_plural = "interviews"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).filter(interview__in=Interview.objects.visible_to(request.user))
        return rows.select_related("interview").order_by("-interview__held_at")

    @admin.display(description="interview")
    def what(self, row: Any) -> str:
        return link_to(row.interview, row.interview.title)

    @admin.display(description="kind")
    def kind(self, row: Any) -> str:
        return str(row.interview.get_kind_display())

    @admin.display(description="held")
    def held(self, row: Any) -> Any:
        held_at = row.interview.held_at
        return f"{timezone.localtime(held_at):%-d %B %Y}" if held_at else ""


class ParticipantForm(RecordForm):
    def _get_validation_exclusions(self) -> set[str]:
        """An empty code is filled by the operation that saves; until then no constraint is asked about it."""
        given: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # absent from the stubs
        return given if self.cleaned_data.get("code") else {*given, "code"}


@admin.register(Participant)
class ParticipantAdmin(MergingAdmin[Participant], RecordAdmin[Participant]):
    form = ParticipantForm
    list_display = ("code", "role", "employer", "groups", "interview_count", "highlight_count")
    list_filter = ("segments", "account")
    list_select_related = ("account",)
    search_fields = ("search", "code", "account__name")
    ordering = ("code",)
    fields = ("code", "role", "account", "segments", "attributes")
    autocomplete_fields = ("account", "segments")
    inlines = (ConsentInline, MeetingInline)
    actions = ("merge_two",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = Highlight.objects.visible_to(request.user)
        spoken = HighlightParticipant.objects.filter(participant=OuterRef("pk"), highlight__in=seen)
        met = Interview.objects.visible_to(request.user).filter(participants=OuterRef("pk"))
        rows: QuerySet[Any] = super().get_queryset(request).prefetch_related("segments")
        return with_counts(rows, highlight_total=spoken, interview_total=met)

    def get_readonly_fields(self, request: HttpRequest, obj: Participant | None = None) -> tuple[Any, ...]:
        fixed = ("code",) if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_inlines(self, request: HttpRequest, obj: Participant | None) -> Any:
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Participant, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            participants.add(obj, by=cast("User", request.user))

    @admin.display(description="account", ordering="account__name")
    def employer(self, participant: Participant) -> str:
        return link_to(participant.account)

    @admin.display(description="segments")
    def groups(self, participant: Participant) -> str:
        return ", ".join(segment.name for segment in participant.segments.all())

    @admin.display(description="interviews", ordering="interview_total")
    def interview_count(self, participant: Participant) -> SafeString:
        total = participant.interview_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Interview, total, participants__id__exact=participant.pk)

    @admin.display(description="highlights", ordering="highlight_total")
    def highlight_count(self, participant: Participant) -> SafeString:
        total = participant.highlight_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Highlight, total, participants__id__exact=participant.pk)


@admin.register(Account)
class AccountAdmin(MergingAdmin[Account], RecordAdmin[Account]):
    list_display = ("name", "domain", "plan", "size", "people")
    list_filter = (("plan", WordsFilter),)
    search_fields = ("search", "domain")
    ordering = ("name",)
    actions = ("merge_two",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = Participant.objects.visible_to(request.user).filter(account=OuterRef("pk"))
        rows: QuerySet[Any] = super().get_queryset(request)
        return with_counts(rows, participant_total=seen)

    @admin.display(description="participants", ordering="participant_total")
    def people(self, account: Account) -> SafeString:
        total = account.participant_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Participant, total, account__id__exact=account.pk)


@admin.register(Segment)
class SegmentAdmin(RecordAdmin[Segment]):
    list_display = ("name", "description", "size", "people")
    search_fields = ("search",)
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = Participant.objects.visible_to(request.user).filter(segments=OuterRef("pk"))
        rows: QuerySet[Any] = super().get_queryset(request)
        return with_counts(rows, participant_total=seen)

    @admin.display(description="participants", ordering="participant_total")
    def people(self, segment: Segment) -> SafeString:
        total = segment.participant_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Participant, total, segments__id__exact=segment.pk)


@admin.register(Consent)
class ConsentAdmin(AskingAdmin[Consent], RecordAdmin[Consent]):
    list_display = ("participant", "scope", "in_force", "study", "interview", "given_at", "expires_at", "withdrawn_at")
    list_display_links = ("participant",)
    list_filter = ("scope", "study", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("participant", "study", "interview")
    search_fields = ("participant__code", "document_version")
    fields = ("participant", "scope", "study", "interview", "document_version", "given_at", "expires_at")
    autocomplete_fields = ("participant", "study", "interview")
    operated_fields = ("withdrawn_at",)
    actions = ("withdraw",)

    def buttons(self, request: HttpRequest, obj: Consent) -> Iterator[Button]:
        if obj.withdrawn_at is None:
            yield Button(action="withdraw", label="Withdraw")

    def get_fields(self, request: HttpRequest, obj: Consent | None = None) -> list[Any]:
        return [*super().get_fields(request, obj), *(self.operated_fields if obj else ())]

    @admin.display(description="now")
    def in_force(self, consent: Consent) -> SafeString:
        return state_of(consent)

    @admin.action(description="Withdraw from now on", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Consent]) -> None:
        def step() -> str:
            at = timezone.now()
            done = [consents.withdraw(consent, at=at, by=cast("User", request.user)) for consent in queryset]
            return f"{len(done)} {'consent is' if len(done) == 1 else 'consents are'} withdrawn."

        self.attempt(request, step)


@admin.register(ContactDetails)
class ContactDetailsAdmin(RecordAdmin[ContactDetails]):
    list_display = ("participant", "name", "email", "phone")
    list_select_related = ("participant",)
    search_fields = ("participant__code", "name", "email")
    fields = ("participant", "name", "email", "phone", "notes")
    autocomplete_fields = ("participant",)

    def heading(self, obj: ContactDetails) -> str:
        return f"Contact details of {obj.participant.code}"


def state_of(consent: Consent) -> SafeString:
    """Say whether the consent is in force, as a word with a tone."""
    now = timezone.now()
    if consent.withdrawn_at and consent.withdrawn_at <= now:
        return marks.chip("withdrawn", "bad")
    if consent.expires_at and consent.expires_at <= now:
        return marks.chip("run out", "warn")
    return marks.chip("not yet", "plain") if consent.given_at > now else marks.chip("in force", "good")
