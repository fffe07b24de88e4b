"""Merging two records on their pages: whoever may, what moves, and back again."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from research.models import Account, Insight, Merge, User
from research.operations import merges
from tests.factories import (
    AccountFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    OpportunityFactory,
    ParticipantFactory,
    StudyFactory,
)

FACTORIES: dict[str, Any] = {
    "insight": InsightFactory,
    "opportunity": OpportunityFactory,
    "participant": ParticipantFactory,
    "account": AccountFactory,
}


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def merged(by: User, noun: str = "insight", **fields: Any) -> tuple[Any, Any]:
    gone, kept = FACTORIES[noun](**fields), FACTORIES[noun]()
    merges.merge(gone, into=kept, by=by, at=timezone.now())
    return gone, kept


@pytest.mark.parametrize("noun", FACTORIES)
def test_two_of_a_list_are_compared_then_merged_then_parted_on_the_record_s_page(noun: str, desk: Client) -> None:
    kept, gone = FACTORIES[noun].create_batch(2)

    chosen = desk.post(f"/research/{noun}/", {"action": "merge_two", "_selected_action": [kept.pk, gone.pk]})
    compared = desk.get(chosen.headers["Location"])
    done = desk.post(chosen.headers["Location"], follow=True)

    assert chosen.headers["Location"] == f"/merge/{noun}/{kept.pk}/{gone.pk}/"
    assert "Nothing leads to the one that goes." in compared.content.decode()
    assert f"is merged into this {noun}." in told(done)[0]
    gone.refresh_from_db()
    assert gone.merged_into == kept
    undo = f"/merge/{noun}/{kept.pk}/{gone.pk}/undo/"
    assert undo in done.content.decode()

    back = desk.post(undo, follow=True)

    gone.refresh_from_db()
    assert gone.merged_into is None
    assert "stands on its own again." in told(back)[0]
    assert undo not in back.content.decode()


def test_what_would_move_is_told_by_kind(desk: Client) -> None:
    kept, gone = InsightFactory.create_batch(2)
    InsightEvidenceFactory(insight=gone)

    page = desk.get(f"/merge/insight/{kept.pk}/{gone.pk}/").content.decode()

    assert '<th scope="row">Highlights</th><td>1</td><td>–</td>' in page


@pytest.mark.parametrize("noun", FACTORIES)
def test_an_old_address_leads_to_the_one_that_stays(noun: str, desk: Client, ada: User) -> None:
    gone, kept = merged(ada, noun)

    answer = desk.get(f"/research/{noun}/{gone.pk}/change/")

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/research/{noun}/{kept.pk}/change/"


def test_an_old_address_tells_nobody_of_what_they_may_not_see(desk: Client, ben: User) -> None:
    study = StudyFactory(private=True, lead=ben)
    gone, kept = InsightFactory.create_batch(2, study=study)
    merges.merge(gone, into=kept, by=ben, at=timezone.now())

    assert desk.get(f"/research/insight/{gone.pk}/change/").headers["Location"] == "/"


def test_what_went_is_in_no_list_no_search_and_no_suggestion(desk: Client, ada: User) -> None:
    _, kept = merged(ada, "account", name="Acme Limited")

    assert [row.pk for row in desk.get("/research/account/").context["cl"].result_list] == [kept.pk]
    assert not desk.get("/research/account/?q=Acme").context["cl"].result_list
    query = "app_label=research&model_name=participant&field_name=account&term=Acme"
    assert desk.get(f"/autocomplete/?{query}").json()["results"] == []
    assert desk.get("/alike/account/?text=Acme Limited").json()["results"] == []


def test_one_or_three_are_not_merged(desk: Client) -> None:
    for some in (AccountFactory.create_batch(1), AccountFactory.create_batch(3)):
        keys = [one.pk for one in some]
        answer = desk.post("/research/account/", {"action": "merge_two", "_selected_action": keys}, follow=True)
        assert told(answer) == ["Choose exactly two."]


def test_a_refusal_is_told_before_anybody_tries_and_when_somebody_does(desk: Client, ada: User) -> None:
    kept, gone = InsightFactory(study=StudyFactory(private=True, lead=ada)), InsightFactory()

    asked = desk.get(f"/merge/insight/{kept.pk}/{gone.pk}/")
    tried = desk.post(f"/merge/insight/{kept.pk}/{gone.pk}/")

    assert "private study" in asked.content.decode()
    assert tried.status_code == 409
    assert not Merge.objects.exists()


def test_the_choice_begins_with_what_is_alike_and_finds_the_rest(desk: Client) -> None:
    account = AccountFactory(name="Acme")
    twin, other = AccountFactory(name="Acme GmbH"), AccountFactory(name="Initech")

    alike = desk.get(f"/merge/account/{account.pk}/").content.decode()
    found = desk.get(f"/merge/account/{account.pk}/?q=init").content.decode()

    assert f"/merge/account/{account.pk}/{twin.pk}/" in alike
    assert f"/merge/account/{account.pk}/{other.pk}/" not in alike
    assert f"/merge/account/{account.pk}/{other.pk}/" in found


def test_two_that_are_one_already_lead_to_that_one(desk: Client, ada: User) -> None:
    gone, kept = merged(ada)

    assert (
        desk.get(f"/merge/insight/{kept.pk}/{gone.pk}/").headers["Location"] == f"/research/insight/{kept.pk}/change/"
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/merge/nonsense/1/", 404),
        ("/merge/study/1/2/", 404),
        ("/merge/insight/99999999999999999999/1/", 404),
        ("/merge/insight/1/2/undo/", 405),
        ("/alike/insight/?id=x", 404),
        ("/alike/insight/?id=99999999999999999999", 404),
        ("/alike/insight/?text=%00", 400),
        ("/alike/nonsense/", 404),
    ],
)
def test_nonsense_is_answered_as_such(desk: Client, address: str, status: int) -> None:
    desk.raise_request_exception = False

    assert desk.get(address).status_code == status


def test_whoever_only_reads_merges_nothing(client: Client, cleo: User) -> None:
    kept, gone = AccountFactory.create_batch(2)
    client.force_login(cleo)

    for address in (f"/merge/account/{kept.pk}/", f"/merge/account/{kept.pk}/{gone.pk}/", "/alike/account/?text=x"):
        assert client.get(address).status_code == 403
    assert client.post(f"/merge/account/{kept.pk}/{gone.pk}/").status_code == 403
    assert "Merge" not in client.get(f"/research/account/{kept.pk}/change/").content.decode()
    assert not Account.objects.filter(merged_into__isnull=False).exists()


def test_words_of_people_are_never_markup(desk: Client) -> None:
    kept, gone = InsightFactory(title="<b>Bold</b>"), InsightFactory(title="<script>alert(1)</script>")

    pages = [
        desk.get(f"/merge/insight/{kept.pk}/{gone.pk}/"),
        desk.post(f"/merge/insight/{kept.pk}/{gone.pk}/", follow=True),
    ]

    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "<b>Bold" not in page.content.decode()


def test_a_participant_s_words_and_interviews_are_counted_once_after_merging(desk: Client, ada: User) -> None:
    gone, kept = ParticipantFactory.create_batch(2)
    passage = HighlightParticipantFactory(participant=gone).highlight
    HighlightParticipantFactory(participant=kept, highlight=passage)
    insight = InsightEvidenceFactory(highlight=passage).insight
    assert "2 participants" in desk.get(f"/research/insight/{insight.pk}/change/").content.decode()

    desk.post(f"/merge/participant/{kept.pk}/{gone.pk}/")

    assert "1 participant in 1 account says so." in desk.get(f"/research/insight/{insight.pk}/change/").content.decode()
    assert Insight.objects.get().evidence.count() == 1
