import factory
from factory.django import DjangoModelFactory

from research.models import Highlight, HighlightParticipant, Note, Tag, Tagging
from tests.factories.fieldwork import NoteFactory, ParticipantFactory
from tests.factories.people import UserFactory


def quote_of(note: Note, passage: str) -> dict[str, object]:
    """Where the passage stands in the note, as the fields of a highlight."""
    start = note.text.index(passage)
    return {"note": note, "start": start, "end": start + len(passage), "quote": passage}


class HighlightFactory(DjangoModelFactory[Highlight]):
    class Meta:
        model = Highlight

    note = factory.SubFactory(NoteFactory)
    start = 0
    end = factory.LazyAttribute(lambda highlight: min(len(highlight.note.text), highlight.start + 12))
    quote = factory.LazyAttribute(lambda highlight: highlight.note.text[highlight.start : highlight.end])


class HighlightParticipantFactory(DjangoModelFactory[HighlightParticipant]):
    class Meta:
        model = HighlightParticipant

    highlight = factory.SubFactory(HighlightFactory)
    participant = factory.SubFactory(ParticipantFactory)


class TagFactory(DjangoModelFactory[Tag]):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda number: f"Tag {number}")


class TaggingFactory(DjangoModelFactory[Tagging]):
    class Meta:
        model = Tagging

    highlight = factory.SubFactory(HighlightFactory)
    tag = factory.SubFactory(TagFactory)
    tagged_by = factory.SubFactory(UserFactory)
