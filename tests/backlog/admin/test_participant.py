"""What the backlog adds to the pages of participants."""

from django.test import Client

from research.models import User
from tests.factories import EvidenceFactory, HighlightParticipantFactory, InsightEvidenceFactory


def test_a_participant_s_page_tells_what_rests_on_their_words(client: Client, ada: User) -> None:
    voice = HighlightParticipantFactory()
    insight = InsightEvidenceFactory(highlight=voice.highlight).insight
    item = EvidenceFactory(insight=insight).item
    client.force_login(ada)

    page = client.get(f"/research/participant/{voice.participant_id}/change/").content.decode()

    assert "Used by" in page
    assert insight.title in page
    assert f"#{item.number} {item.title}" in page
