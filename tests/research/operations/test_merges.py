"""Two records that become one, and are parted again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.models import BacklogItem, Evidence
from backlog.models import evidence_facts as item_facts
from research.models import (
    Account,
    Highlight,
    HighlightParticipant,
    Insight,
    Merge,
    Opportunity,
    Participant,
    User,
    evidence_facts,
)
from research.operations import merges, participants
from research.operations.merges import NOUNS, CannotMerge, CannotPart
from tests.contracts.test_models import factory_of
from tests.factories import (
    AccountFactory,
    BacklogItemFactory,
    ConsentFactory,
    ContactDetailsFactory,
    EvidenceFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    MeasurementFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ParticipantFactory,
    ProductFactory,
    SegmentFactory,
    StudyFactory,
    TagFactory,
    TurnFactory,
)


def join(merged: Any, into: Any, by: User) -> Merge:
    merge = merges.merge(merged, into=into, by=by, at=timezone.now())
    for record in (merged, into):
        record.refresh_from_db()
    return merge


def part(merge: Merge, by: User) -> Any:
    return merges.undo(merge, by=by, at=timezone.now())


LEADING: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Insight, ("pk", "statement", "merged_into")),
    (Opportunity, ("pk", "parent", "merged_into")),
    (Participant, ("pk", "role", "account", "merged_into")),
    (Account, ("pk", "domain", "merged_into")),
    (HighlightParticipant, ("highlight", "participant")),
    (Participant.interviews.through, ("interview", "participant")),
    (Participant.segments.through, ("segment", "participant")),
    (Insight.tags.through, ("insight", "tag")),
    (Evidence, ("pk", "item", "insight", "comment")),
    (BacklogItem, ("pk", "addresses")),
)


def state() -> list[set[Any]]:
    """Return everything that leads anywhere, without versions and times."""
    return [set(model._default_manager.values_list(*fields)) for model, fields in LEADING]


def test_what_leads_to_an_insight_leads_to_the_one_that_stays_in_whichever_app(ada: User) -> None:
    gone, kept = InsightFactory.create_batch(2)
    heard = InsightEvidenceFactory(insight=gone)
    opened = OpportunityEvidenceFactory(insight=gone)
    built = EvidenceFactory(insight=gone)
    gone.tags.add(TagFactory())

    join(gone, kept, ada)

    assert gone.merged_into == kept
    assert [one.pk for one in kept.evidence.all()] == [heard.pk]
    assert [one.pk for one in kept.opportunity_evidence.all()] == [opened.pk]
    assert list(Evidence.objects.filter(insight=kept)) == [built]
    assert kept.tags.count() == 1


def test_the_one_that_goes_is_found_no_more_by_anybody(ada: User) -> None:
    for make in (InsightFactory, OpportunityFactory, ParticipantFactory, AccountFactory):
        gone, kept = make.create_batch(2)

        join(gone, kept, ada)

        assert list(type(kept).objects.visible_to(ada)) == [kept]


def test_what_both_have_counts_once(ada: User) -> None:
    gone, kept = InsightFactory.create_batch(2)
    shared = InsightEvidenceFactory(insight=kept).highlight
    InsightEvidenceFactory(insight=gone, highlight=shared)
    item = EvidenceFactory(insight=kept).item
    EvidenceFactory(insight=gone, item=item, comment="Said twice.")

    join(gone, kept, ada)

    assert kept.evidence.count() == 1
    assert list(Evidence.objects.visible_to(ada).values_list("item", "insight")) == [(item.pk, kept.pk)]
    assert evidence_facts.of_insights([kept.pk], at=timezone.now())[kept.pk].mentions == 1


def test_a_measurement_behind_both_counts_once_and_another_moves(ada: User) -> None:
    gone, kept = InsightFactory.create_batch(2)
    both, alone = MeasurementFactory.create_batch(2)
    for insight, measurement in ((kept, both), (gone, both), (gone, alone)):
        InsightEvidenceFactory(insight=insight, highlight=None, measurement=measurement)
    InsightEvidenceFactory(insight=gone)

    told = {kind.name: (kind.moving, kind.shared) for kind in merges.preview(kept, gone, viewer=ada)}
    merge = join(gone, kept, ada)
    moved = set(kept.evidence.values_list("measurement", flat=True))
    merges.undo(merge, by=ada, at=timezone.now())

    assert told == {"Highlights": (1, 0), "Measurements": (1, 1)}
    assert moved == {both.pk, alone.pk, None}
    assert set(kept.evidence.values_list("measurement", flat=True)) == {both.pk}


def test_somebody_who_was_two_people_counts_as_one(ada: User) -> None:
    gone, kept = ParticipantFactory.create_batch(2)
    both = HighlightParticipantFactory(participant=kept).highlight
    HighlightParticipantFactory(participant=gone, highlight=both)
    alone = HighlightParticipantFactory(participant=gone).highlight
    interview = InterviewFactory()
    interview.participants.add(gone, kept)
    turn = TurnFactory(participant=gone)
    gone.segments.add(SegmentFactory())

    join(gone, kept, ada)

    assert set(kept.highlights.all()) == {both, alone}
    assert not HighlightParticipant.objects.filter(participant=gone).exists()
    assert list(interview.participants.all()) == [kept]
    turn.refresh_from_db()
    assert turn.participant == kept
    assert kept.segments.count() == 1
    assert set(Highlight.objects.values_list("version", flat=True)) == {2}


@pytest.mark.parametrize("noun", NOUNS)
def test_parting_them_puts_everything_back(noun: str, ada: User) -> None:
    gone, kept = factory_of(NOUNS[noun]).create_batch(2)
    if noun == "insight":
        gone.statement, kept.statement = "They wait.", ""
        gone.save()
        kept.save()
        item = EvidenceFactory(insight=kept).item
        EvidenceFactory(insight=gone, item=item, comment="Said twice.")
        EvidenceFactory(insight=gone)
        tag = TagFactory()
        gone.tags.add(tag, TagFactory())
        kept.tags.add(tag)
    if noun == "opportunity":
        OpportunityFactory(parent=gone)
        BacklogItemFactory(addresses=gone)
    if noun == "participant":
        gone.role, gone.account = "Clerk", AccountFactory()
        gone.save()
        both = HighlightParticipantFactory(participant=kept).highlight
        HighlightParticipantFactory(participant=gone, highlight=both)
        HighlightParticipantFactory(participant=gone)
        InterviewFactory().participants.add(gone, kept)
        gone.segments.add(SegmentFactory())
    if noun == "account":
        gone.domain = "example.com"
        gone.save()
        ParticipantFactory(account=gone)
    before = state()

    merge = join(gone, kept, ada)
    assert state() != before
    back = part(merge, ada)

    assert back == gone
    assert state() == before
    merge.refresh_from_db()
    assert merge.undone_by == ada


def test_empty_fields_are_filled_and_written_ones_kept(ada: User) -> None:
    gone, kept = ParticipantFactory(role="Clerk", account=AccountFactory()), ParticipantFactory(role="Office manager")

    merge = join(gone, kept, ada)
    assert (kept.role, kept.account) == ("Office manager", gone.account)
    kept.account = moved = AccountFactory()
    kept.save()
    part(merge, ada)

    kept.refresh_from_db()
    assert kept.account == moved  # somebody has said otherwise since


def test_no_word_of_anybody_is_kept_in_what_is_remembered(ada: User) -> None:
    gone, kept = ParticipantFactory(role="Clerk of the second floor"), ParticipantFactory()

    assert "Clerk" not in str(join(gone, kept, ada).moved)


def test_what_was_moved_on_since_stays_where_it_is(ada: User) -> None:
    gone, kept, other = AccountFactory.create_batch(3)
    person = ParticipantFactory(account=gone)
    merge = join(gone, kept, ada)
    person.refresh_from_db()
    person.account = other
    person.save()

    part(merge, ada)

    person.refresh_from_db()
    assert person.account == other


def test_merges_in_a_row_lead_to_the_last_and_are_undone_from_there(ada: User) -> None:
    first, second, last = InsightFactory.create_batch(3)
    earlier = join(first, second, ada)
    later = join(second, last, ada)
    first.refresh_from_db()
    assert first.merged_into == last

    with pytest.raises(CannotPart):
        part(earlier, ada)
    part(later, ada)
    part(earlier, ada)

    assert not Insight.objects.filter(merged_into__isnull=False).exists()
    with pytest.raises(CannotPart):
        part(earlier, ada)


def test_one_alone_or_one_merged_before_is_refused(ada: User) -> None:
    gone, kept = AccountFactory.create_batch(2)
    with pytest.raises(CannotMerge):
        join(gone, gone, ada)
    join(gone, kept, ada)

    with pytest.raises(CannotMerge):
        join(gone, AccountFactory(), ada)
    with pytest.raises(CannotMerge):
        join(AccountFactory(), gone, ada)


def test_a_private_study_s_insight_does_not_become_an_open_one(ada: User) -> None:
    private = InsightFactory(study=StudyFactory(private=True, lead=ada))

    with pytest.raises(CannotMerge, match="private"):
        join(private, InsightFactory(), ada)
    with pytest.raises(CannotMerge, match="private"):
        join(InsightFactory(), private, ada)

    join(private, InsightFactory(study=private.study), ada)


def test_an_opportunity_does_not_become_one_within_it_nor_one_of_another_product(ada: User) -> None:
    above = OpportunityFactory()
    below = OpportunityFactory(parent=OpportunityFactory(parent=above))

    with pytest.raises(CannotMerge, match="stands above"):
        join(above, below, ada)
    with pytest.raises(CannotMerge, match="products"):
        join(above, OpportunityFactory(product=ProductFactory()), ada)
    join(below, above, ada)

    assert below.merged_into == above


def test_consents_move_and_those_for_the_same_time_stay_behind(ada: User) -> None:
    gone, kept = ParticipantFactory.create_batch(2)
    same = ConsentFactory(participant=gone)
    ConsentFactory(participant=kept)
    other = ConsentFactory(participant=gone, scope="record")

    merge = join(gone, kept, ada)
    assert set(kept.consents.values_list("scope", flat=True)) == {"quote_internally", "record"}
    assert list(gone.consents.all()) == [same]

    part(merge, ada)
    assert set(gone.consents.all()) == {same, other}


def test_a_permission_that_was_taken_back_is_not_lost_behind_one_that_lasts(ada: User) -> None:
    gone, kept = ParticipantFactory.create_batch(2)
    ConsentFactory(participant=gone, withdrawn_at=timezone.now())
    ConsentFactory(participant=kept)

    with pytest.raises(CannotMerge, match="for less long"):
        join(gone, kept, ada)
    join(kept, gone, ada)

    assert gone.consents.get().withdrawn_at


def test_contact_details_move_unless_both_have_some(ada: User) -> None:
    gone, kept = ParticipantFactory.create_batch(2)
    details = ContactDetailsFactory(participant=gone)

    merge = join(gone, kept, ada)
    details.refresh_from_db()
    assert details.participant == kept
    part(merge, ada)
    ContactDetailsFactory(participant=kept)
    join(gone, kept, ada)

    details.refresh_from_db()
    assert details.participant == gone


def test_a_code_that_was_merged_leads_to_the_one_that_stays(ada: User) -> None:
    gone, kept = ParticipantFactory(code="P-0142"), ParticipantFactory(code="P-0007")
    join(gone, kept, ada)

    assert participants.find_or_add("p-0142", by=ada) == kept


def test_a_preview_tells_what_moves_as_far_as_one_may_see_it(ada: User) -> None:
    gone, kept = ParticipantFactory.create_batch(2)
    both = HighlightParticipantFactory(participant=kept).highlight
    HighlightParticipantFactory(participant=gone, highlight=both)
    HighlightParticipantFactory(participant=gone)
    hidden = InterviewFactory(study=StudyFactory(private=True))
    hidden.participants.add(gone)
    InterviewFactory().participants.add(gone)

    told = {kind.name: (kind.moving, kind.shared) for kind in merges.preview(kept, gone, viewer=ada)}

    assert told == {"Highlights": (1, 1), "Interviews": (1, 0)}


def test_a_preview_asks_as_often_however_much_moves(ada: User, django_assert_num_queries: Any) -> None:
    gone, kept = AccountFactory.create_batch(2)
    ParticipantFactory.create_batch(2, account=gone)
    with CaptureQueriesContext(connection) as two:
        merges.preview(kept, gone, viewer=ada)
    ParticipantFactory.create_batch(4, account=gone)

    with django_assert_num_queries(len(two)):
        merges.preview(kept, gone, viewer=ada)


def test_it_is_remembered_who_merged_what_and_when(ada: User) -> None:
    gone, kept = AccountFactory.create_batch(2)
    at = timezone.now() - timedelta(hours=1)

    merge = merges.merge(gone, into=kept, by=ada, at=at)

    assert (merge.noun, merge.kept_id, merge.merged_id, merge.merged_by, merge.merged_at) == (
        "account",
        kept.pk,
        gone.pk,
        ada,
        at,
    )
    assert list(Merge.objects.standing()) == [merge]


@pytest.mark.parametrize("noun", NOUNS)
def test_what_was_merged_goes_with_what_it_was_merged_into(noun: str, ada: User) -> None:
    gone, kept = factory_of(NOUNS[noun]).create_batch(2)
    join(gone, kept, ada)

    kept.delete()

    assert not NOUNS[noun].objects.exists()


def test_what_stays_behind_with_a_signpost_counts_for_nothing_above_it(ada: User) -> None:
    gone, kept = InsightFactory.create_batch(2)
    shared = InsightEvidenceFactory(insight=kept, stance="supports").highlight
    InsightEvidenceFactory(insight=gone, highlight=shared, stance="contradicts")
    opened = OpportunityEvidenceFactory(insight=kept).opportunity
    OpportunityEvidenceFactory(insight=gone, opportunity=opened)
    item = EvidenceFactory(insight=kept).item
    EvidenceFactory(insight=gone, item=item)

    join(gone, kept, ada)

    at = timezone.now()
    for facts in (evidence_facts.of_opportunities([opened.pk], at=at), item_facts.of_items([item.pk], at=at)):
        [one] = facts.values()
        assert (one.supporting, one.contradicting) == (1, 0)
