from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from research.models import (
    Account,
    BlindCoding,
    CodingStatus,
    Consent,
    ContactDetails,
    GuideQuestion,
    Interview,
    LiveLine,
    LiveLog,
    Note,
    Participant,
    Product,
    Segment,
    Study,
    StudyMember,
    Turn,
)
from tests.factories.people import UserFactory


class ProductFactory(DjangoModelFactory[Product]):
    class Meta:
        model = Product

    name = factory.Sequence(lambda number: f"Product {number}")


class StudyFactory(DjangoModelFactory[Study]):
    """A study of the product that is there from the start. `private=True` closes it."""

    class Meta:
        model = Study

    class Params:
        private = factory.Trait(visibility=Study.Visibility.PRIVATE)

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    slug = factory.Sequence(lambda number: f"study-{number}")
    title = factory.Sequence(lambda number: f"Study {number}")


class GuideQuestionFactory(DjangoModelFactory[GuideQuestion]):
    class Meta:
        model = GuideQuestion

    study = factory.SubFactory(StudyFactory)
    position = factory.Sequence(lambda number: number + 1)
    text = factory.Sequence(lambda number: f"When did that last happen? ({number})")


class StudyMemberFactory(DjangoModelFactory[StudyMember]):
    class Meta:
        model = StudyMember

    study = factory.SubFactory(StudyFactory)
    user = factory.SubFactory(UserFactory)


class AccountFactory(DjangoModelFactory[Account]):
    class Meta:
        model = Account

    name = factory.Sequence(lambda number: f"Account {number}")


class SegmentFactory(DjangoModelFactory[Segment]):
    class Meta:
        model = Segment

    name = factory.Sequence(lambda number: f"Segment {number}")


class ParticipantFactory(DjangoModelFactory[Participant]):
    class Meta:
        model = Participant

    code = factory.Sequence(lambda number: f"T-{number:04}")


class ContactDetailsFactory(DjangoModelFactory[ContactDetails]):
    class Meta:
        model = ContactDetails

    participant = factory.SubFactory(ParticipantFactory)
    name = "Somebody Real"


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    participant = factory.SubFactory(ParticipantFactory)
    scope = Consent.Scope.QUOTE_INTERNALLY
    given_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))


class InterviewFactory(DjangoModelFactory[Interview]):
    class Meta:
        model = Interview

    study = factory.SubFactory(StudyFactory)
    title = factory.Sequence(lambda number: f"Interview {number}")
    held_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))


class CodingStatusFactory(DjangoModelFactory[CodingStatus]):
    class Meta:
        model = CodingStatus

    interview = factory.SubFactory(InterviewFactory)
    user = factory.SubFactory(UserFactory)


class BlindCodingFactory(DjangoModelFactory[BlindCoding]):
    class Meta:
        model = BlindCoding

    interview = factory.SubFactory(InterviewFactory)
    coder = factory.SubFactory(UserFactory)


class NoteFactory(DjangoModelFactory[Note]):
    class Meta:
        model = Note

    interview = factory.SubFactory(InterviewFactory)
    kind = Note.Kind.TRANSCRIPT
    text = "How do you plan the week?\nHonestly, I keep two calendars, and neither of them is right."


class TurnFactory(DjangoModelFactory[Turn]):
    """The second of the note's two lines; whose it is, a test says."""

    class Meta:
        model = Turn

    note = factory.SubFactory(NoteFactory)
    start = 26
    end = factory.LazyAttribute(lambda turn: len(turn.note.text))


class LiveLogFactory(DjangoModelFactory[LiveLog]):
    """A log that was started an hour ago."""

    class Meta:
        model = LiveLog

    interview = factory.SubFactory(InterviewFactory)
    started_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))


class LiveLineFactory(DjangoModelFactory[LiveLine]):
    """A line of the log, so many `seconds` after its start."""

    class Meta:
        model = LiveLine

    class Params:
        seconds = 60

    log = factory.SubFactory(LiveLogFactory)
    uuid = factory.LazyFunction(uuid4)
    author = factory.SubFactory(UserFactory)
    at = factory.LazyAttribute(lambda line: line.log.started_at + timedelta(seconds=line.seconds))
    text = "She keeps two calendars."
