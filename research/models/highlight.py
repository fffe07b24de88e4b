"""Exact passages that are marked as evidence."""

from datetime import datetime
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from research.declarations import Declaration
from research.models.blind_coding import BlindCoding
from research.models.consent import Consent
from research.models.interview import Interview
from research.models.note import Note
from research.models.participant import Participant
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.models.tag import Tag


class HighlightQuerySet(RecordQuerySet["Highlight"]):
    def visible_to(self, user: Viewer) -> Self:
        """Those in visible notes; of interviews that the person codes blind only their own."""
        rows = self.filter(note__in=Note.objects.visible_to(user))
        if user.pk is None:
            return rows
        blind = BlindCoding.objects.closed().filter(coder=user.pk)
        return rows.filter(Q(created_by=user.pk) | ~Q(note__interview__in=blind.values("interview")))

    def placed(self) -> Self:
        """Those that have a place in their text."""
        return self.filter(state__in=Highlight.PLACED_STATES)

    def quotable(self) -> Self:
        """Those that have words: all but the withdrawn."""
        return self.exclude(state=Highlight.State.WITHDRAWN)

    def overlapping(self, *, start: int, end: int) -> Self:
        return self.filter(start__lt=end, end__gt=start)

    def with_words(self, *, at: datetime) -> models.QuerySet[Any]:
        """Annotate `withheld` (why the words are left out, empty where they are not) and `words`, empty where they are.

        The quote itself stays in the database: whoever shows words that may be quoted shows `words`.
        """
        rows = self.defer("quote", "prefix", "suffix", "comment", "search").annotate(withheld=withheld("pk", at=at))
        said = Case(When(withheld="", then=F("quote")), default=Value(""), output_field=models.TextField())
        return rows.annotate(words=said)


class Highlight(Record):
    """A passage of a note: the position is the address, the quote the check and the way back.

    `start` and `end` are code points, half-open. States: *anchored* (as it was marked), *moved* (a
    correction of the text carried it along), *detached* (a correction took its words; the quote is kept,
    the position is not), *withdrawn* (its words were taken back; nothing of them is left). A constraint
    trigger sees to it that an anchored or moved quote is what its note says at that place.
    """

    class Kind(models.TextChoices):
        PAIN_POINT = "pain_point", "pain point"
        NEED = "need", "need"
        DESIRE = "desire", "desire"
        DELIGHT = "delight", "delight"
        WORKAROUND = "workaround", "workaround"
        QUESTION = "question", "question"
        NONE = "none", "no kind"

    class State(models.TextChoices):
        ANCHORED = "anchored", "anchored"
        MOVED = "moved", "moved with its text"
        DETACHED = "detached", "detached"
        WITHDRAWN = "withdrawn", "withdrawn"

    PLACED_STATES = (State.ANCHORED, State.MOVED)

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="highlights")
    start = models.PositiveIntegerField(null=True, editable=False)
    end = models.PositiveIntegerField(null=True, editable=False)
    quote = models.TextField(blank=True, editable=False)
    prefix = models.TextField(blank=True, editable=False)
    suffix = models.TextField(blank=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NONE)
    verbatim = models.BooleanField(
        "word for word", default=True, editable=False, help_text="What was said, rather than what somebody noted."
    )
    by_interviewer = models.BooleanField(
        "an interviewer's words", default=False, editable=False, help_text="Only interviewers speak: nobody's evidence."
    )
    comment = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ANCHORED, editable=False)
    participants = models.ManyToManyField(
        Participant, through="HighlightParticipant", blank=True, related_name="highlights"
    )
    tags = models.ManyToManyField(Tag, through="Tagging", blank=True, related_name="highlights")
    search = search_document("quote", "comment", limit=20_000)

    objects = HighlightQuerySet.as_manager()
    declaration = Declaration(
        personal=("quote", "prefix", "suffix", "comment"),
        impersonal=("kind", "state"),
        searchable=("quote", "comment"),
    )

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="highlight_search"),
            models.Index(fields=["note", "start", "id"], name="highlight_in_its_note"),
            models.Index(fields=["-created_at", "id"], name="highlight_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["detached", "withdrawn"], start__isnull=True, end__isnull=True)
                | Q(state__in=["anchored", "moved"], start__gte=0, end__gt=F("start")),
                name="a_highlight_has_a_place_unless_it_lost_it",
                violation_error_message="A highlight ends after it starts.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(quote="", prefix="", suffix="", comment=""),
                name="a_withdrawn_highlight_keeps_no_words",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_quote_is_what_its_note_says",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("note_id", "start", "end", "quote", "state"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM research_highlight h JOIN research_note n ON n.id = h.note_id
                        WHERE h.id = NEW.id AND h.state IN ('anchored', 'moved')
                          AND substring(n.text FROM h.start + 1 FOR h."end" - h.start) IS DISTINCT FROM h.quote
                    ) THEN
                        RAISE EXCEPTION USING
                            ERRCODE = 'check_violation',
                            CONSTRAINT = 'a_quote_is_what_its_note_says',
                            MESSAGE = 'A highlight must quote what its note says at that place.';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"highlight {self.pk} in note {self.note_id}"


class HighlightParticipantQuerySet(models.QuerySet["HighlightParticipant"]):
    def with_refusal(self, *, at: datetime, in_public: bool = False) -> models.QuerySet[Any]:
        """Annotate `refusal`: why these words may not be quoted at that moment, empty where they may.

        Feedback came by itself: without a row that decides, it may be quoted internally, and never in public.
        """
        deciding = Consent.objects.deciding(
            Consent.Scope.QUOTE_PUBLICLY if in_public else Consent.Scope.QUOTE_INTERNALLY,
            participant=OuterRef("participant"),
            interview=OuterRef("highlight__note__interview"),
            study=OuterRef("highlight__note__interview__study"),
        )
        came_by_itself = [] if in_public else [*Interview.FEEDBACK_KINDS]
        without_a_row = Case(
            When(highlight__note__interview__kind__in=came_by_itself, then=Value("")),
            default=Value("no consent recorded"),
        )
        return self.annotate(refusal=Coalesce(Subquery(deciding.refusal(at=at)), without_a_row))

    def unquotable(self, *, at: datetime, in_public: bool = False) -> models.QuerySet[Any]:
        return self.with_refusal(at=at, in_public=in_public).exclude(refusal="")


class HighlightParticipant(models.Model):
    """Whose words a highlight holds. The only source of distinct counts, of impact and of erasure."""

    highlight = models.ForeignKey(Highlight, on_delete=models.CASCADE, related_name="speakers")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="spoken_highlights")

    objects = HighlightParticipantQuerySet.as_manager()
    declaration = Declaration()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["highlight", "participant"], name="a_participant_speaks_once_in_a_highlight"
            ),
        ]

    def __str__(self) -> str:
        return f"participant {self.participant_id} in highlight {self.highlight_id}"


def withheld(highlight: str, *, at: datetime) -> Coalesce:
    """Why the words of a highlight are left out, empty where they are not. One voice that refuses is enough."""
    speakers = HighlightParticipant.objects.filter(highlight=OuterRef(highlight)).with_refusal(at=at)
    return Coalesce(Subquery(speakers.order_by("-refusal").values("refusal")[:1]), Value(""))
