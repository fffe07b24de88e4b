"""Evidence classes, products and coding statuses: what a team sets up once and adjusts."""

import pytest
from django.test import Client

from research.models import CodingStatus, EvidenceClass, Product, User
from tests.factories import CodingStatusFactory, InterviewFactory, StudyFactory


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


@pytest.mark.parametrize(
    ("name", "slug"), [("Diary study", "diary-study"), ("Anecdotal!", "anecdotal-2"), ("日記", "class")]
)
def test_a_new_class_of_evidence_gets_a_slug_of_its_own(desk: Client, name: str, slug: str) -> None:
    desk.post("/research/evidenceclass/add/", {"name": name, "weight": "2"})

    assert EvidenceClass.objects.get(name=name).slug == slug


def test_what_a_class_weighs_may_be_corrected_and_its_slug_stays(desk: Client) -> None:
    anecdotal = EvidenceClass.objects.get(slug="anecdotal")

    desk.post(
        f"/research/evidenceclass/{anecdotal.pk}/change/",
        {"name": "Hearsay", "weight": "0.5", "version": anecdotal.version},
    )

    anecdotal.refresh_from_db()
    assert (anecdotal.slug, anecdotal.name) == ("anecdotal", "Hearsay")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_time_zone_that_does_not_exist_is_refused(desk: Client, zone: str) -> None:
    product = Product.objects.get()

    answer = desk.post(
        f"/research/product/{product.pk}/change/",
        {"name": "Calendar", "week_starts_on": "0", "time_zone": zone, "version": product.version},
    )

    assert "time_zone" in answer.context["adminform"].form.errors


def test_how_far_coding_is_gets_told_and_changed(desk: Client) -> None:
    row = CodingStatusFactory()

    desk.post(
        f"/research/codingstatus/{row.pk}/change/",
        {"interview": row.interview_id, "user": row.user_id, "status": "done"},
    )

    assert CodingStatus.objects.get().status == CodingStatus.Status.DONE


def test_an_interview_out_of_sight_has_no_coding_status_for_one(desk: Client) -> None:
    hidden = InterviewFactory(study=StudyFactory(private=True))
    CodingStatusFactory(interview=hidden)

    answer = desk.get("/research/codingstatus/")

    assert list(answer.context["cl"].result_list) == []
