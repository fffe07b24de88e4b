"""The roadmap as whoever has a link reads it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backlog.models import BacklogItem, RoadmapLink
from research.models import Consent, InsightEvidence
from tests.factories import (
    BacklogItemFactory,
    ConsentFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    KeyResultFactory,
    MetricFactory,
    NoteFactory,
    OutcomeOpportunityFactory,
    ParticipantFactory,
    ReleaseFactory,
    RoadmapLinkFactory,
    StudyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class World:
    link: RoadmapLink
    item: BacklogItem
    quoted: InsightEvidence

    @property
    def roadmap(self) -> str:
        return f"/shared/roadmap/{self.link.secret}/"

    @property
    def says_so(self) -> str:
        return f"{self.roadmap}{self.item.pk}/"


def said(text: str, *scopes: str, insight: object = None, **fields: object) -> InsightEvidence:
    """Words of somebody who agreed to these scopes, cited by a published insight."""
    note = NoteFactory(text=text, **fields)
    highlight = HighlightFactory(note=note, start=0, end=len(text), quote=text)
    speaker = ParticipantFactory(code=f"P-{note.pk:04}")
    HighlightParticipantFactory(highlight=highlight, participant=speaker)
    for scope in scopes:
        ConsentFactory(participant=speaker, scope=scope, study=None, interview=None)
    made: InsightEvidence = InsightEvidenceFactory(insight=insight, highlight=highlight)
    return made


BOTH = (Consent.Scope.QUOTE_INTERNALLY, Consent.Scope.QUOTE_PUBLICLY)


@pytest.fixture
def world() -> World:
    result = KeyResultFactory(metric=MetricFactory(name="Sent twice", unit="%"), start="11.7", target="3.9")
    opportunity = OutcomeOpportunityFactory(key_result=result).opportunity
    item = BacklogItemFactory(
        title="Keep <i>it</i>",
        owner=UserFactory(username="cleo-who-owns-it"),
        addresses=opportunity,
        release=ReleaseFactory(name="Autumn", notes="For the road."),
    )
    BacklogItemFactory(title="A takeover", is_internal=True, release=item.release)
    published = InsightFactory(title="Paper is trusted more", statement="A statement of ours", status="published")
    EvidenceFactory(item=item, insight=published, comment="A comment of ours")
    quoted = said("Public words here", *BOTH, insight=published)
    said("Internal words here", Consent.Scope.QUOTE_INTERNALLY, insight=published)
    said("Only public by mistake", Consent.Scope.QUOTE_PUBLICLY, insight=published)
    draft = InsightFactory(title="Not yet said", status="draft")
    EvidenceFactory(item=item, insight=draft)
    said("Words of a draft", *BOTH, insight=draft)
    study = StudyFactory(private=True)
    private = InsightFactory(title="Behind closed doors", status="published", study=study)
    EvidenceFactory(item=item, insight=private)
    said("Words of a private study", *BOTH, insight=private, interview__study=study)
    return World(link=RoadmapLinkFactory(), item=item, quoted=quoted)


def test_the_roadmap_is_read_without_logging_in(client: Client, world: World) -> None:
    page = client.get(world.roadmap)
    words = page.content.decode()

    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    for shown in ("Keep &lt;i&gt;it&lt;/i&gt;", "Autumn", "For the road.", "Sent twice", world.says_so):
        assert shown in words, shown


def test_who_says_so_is_answered_with_counts_and_words_that_may_be_public(client: Client, world: World) -> None:
    words = client.get(world.says_so).content.decode()

    for shown in ("Paper is trusted more", "3 people say so", "“Public words here”"):
        assert shown in words, shown


def test_nothing_internal_leaks(client: Client, world: World) -> None:
    pages = [world.roadmap, world.says_so, f"{world.roadmap}timeline.svg"]
    words = "".join(client.get(address).content.decode() for address in pages)

    for hidden in (
        "A takeover",
        "cleo-who-owns-it",
        "11.7",
        "Internal words",
        "Only public by mistake",
        "Not yet said",
        "Words of a draft",
        "Behind closed doors",
        "Words of a private study",
        "A statement of ours",
        "A comment of ours",
        "P-00",
        "person-days",
        "/backlog/",
        "/who-says-so/",
    ):
        assert hidden not in words, hidden


def test_words_are_gone_as_soon_as_consent_is(client: Client, world: World) -> None:
    Consent.objects.filter(
        participant__spoken_highlights__highlight=world.quoted.highlight, scope=Consent.Scope.QUOTE_PUBLICLY
    ).update(withdrawn_at=timezone.now())

    words = client.get(world.says_so).content.decode()

    assert "Public words here" not in words
    assert "3 people say so" in words


def test_what_is_not_on_the_shared_roadmap_cannot_be_asked_about(client: Client, world: World) -> None:
    hidden = BacklogItem.objects.get(title="A takeover")

    assert client.get(f"{world.roadmap}{hidden.pk}/").status_code == 404


@pytest.mark.parametrize("end", ["closed", "run out", "unknown"])
def test_a_link_that_ended_opens_nothing(client: Client, world: World, end: str) -> None:
    now = timezone.now()
    address = world.roadmap
    if end == "closed":
        RoadmapLink.objects.update(closed_at=now)
    elif end == "run out":
        RoadmapLink.objects.update(expires_at=now - timedelta(minutes=1))
    else:
        address = "/shared/roadmap/nothing/"

    assert [client.get(f"{address}{more}").status_code for more in ("", f"{world.item.pk}/", "timeline.svg")] == [
        410
    ] * 3


def test_an_opportunity_s_insights_are_told_too(client: Client, world: World) -> None:
    insight = InsightFactory(title="From the opportunity", status="published")
    world.item.addresses.evidence.create(insight=insight, stance="supports")  # type: ignore[union-attr]

    assert "From the opportunity" in client.get(world.says_so).content.decode()


def test_a_picture_is_there_once_something_is_in_a_release(client: Client, world: World) -> None:
    assert client.get(f"{world.roadmap}timeline.svg")["Content-Type"] == "image/svg+xml"
    BacklogItem.objects.update(release=None)
    assert client.get(f"{world.roadmap}timeline.svg").status_code == 404
