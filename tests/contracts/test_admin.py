"""What holds for every page of the workplace's lists and records, whatever they show.

`TABLE` is the one place that says who may do what there; a page without a line in it fails.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backlog.models import (
    AssumptionTest,
    BacklogItem,
    Evidence,
    KanoSurvey,
    KeyResult,
    Objective,
    ProductVision,
    Release,
    Score,
)
from research import models as research
from research.models import Record
from tests import factories
from tests.contracts.test_models import MODELS, factory_of

PEOPLE = ("ada", "ben", "cleo", "dev", "priya", "gus", "eve")

TABLE: Mapping[type[Model], str] = {
    # w writes, r reads, + reads and adds, ~ reads and corrects, . is refused
    #                            ada ben cleo dev priya gus eve
    research.Account: "          w   r   r    .   r     .   .",
    research.ApiToken: "         .   .   .    .   .     +   .",
    research.CodingStatus: "     w   r   r    .   r     .   .",
    research.Consent: "          w   r   r    .   w     .   .",
    research.ContactDetails: "   .   .   .    .   w     .   .",
    research.EvidenceClass: "    w   r   r    .   r     .   .",
    research.EventSource: "      w   w   r    .   r     .   .",
    research.Funnel: "           w   w   r    .   r     .   .",
    research.FunnelMetric: "     r   r   r    .   r     .   .",
    research.Highlight: "        ~   r   r    .   r     .   .",
    research.ImportRun: "        +   +   r    .   r     .   .",
    research.Insight: "          w   w   r    r   r     .   .",
    research.InsightEvidence: "  ~   ~   r    .   r     .   .",
    research.Interview: "        w   r   r    .   r     .   .",
    research.Invitation: "       .   .   .    .   .     +   .",
    research.Measurement: "      ~   ~   r    .   r     .   .",
    research.Metric: "           w   w   r    .   r     .   .",
    research.Note: "             w   r   r    .   r     .   .",
    research.Opportunity: "      w   w   r    r   r     .   .",
    research.OpportunityEvidence: "~ ~   r    .   r     .   .",
    research.Participant: "      w   r   r    .   r     .   .",
    research.Product: "          w   r   r    r   r     .   .",
    research.Segment: "          w   r   r    .   r     .   .",
    research.SegmentRule: "      w   w   r    .   r     .   .",
    research.Study: "            w   r   r    .   r     .   .",
    research.Survey: "           w   w   r    .   r     .   .",
    research.SurveyResponse: "   ~   ~   r    .   r     .   .",
    research.Tag: "              w   r   r    .   r     .   .",
    research.User: "             r   r   r    r   r     ~   .",
    AssumptionTest: "            w   w   w    .   .     .   .",
    BacklogItem: "               r   w   w    r   .     .   .",
    Evidence: "                  ~   ~   ~    .   .     .   .",
    KanoSurvey: "                ~   ~   r    .   .     .   .",
    KeyResult: "                 r   w   r    .   .     .   .",
    Objective: "                 r   w   r    .   .     .   .",
    ProductVision: "             r   +   r    .   .     .   .",
    Release: "                   r   w   w    .   .     .   .",
    Score: "                     r   r   r    .   .     .   .",
}

MANAGED = [
    *[model for model in MODELS if issubclass(model, Record)],
    research.ApiToken,
    research.CodingStatus,
    research.Invitation,
    research.User,
    Score,
]

NONSENSE = (
    "nonsense",
    "-1",
    "99999999999999999999999",
    "1,2,x",
    "%27%20OR%201=1",
    "%F0%9F%92%A9",
    "[]",
    "2026-13-45",
    "True",
    "",
)

OF_EVERY_LIST = {"q", "o", "p", "all", "e", "_facets", "_to_field", "pk", "id__exact", "nosuch__thing"}
"""Read by the same code on every list: two lists stand for all of them."""

pytestmark = pytest.mark.django_db


def pages() -> set[type[Model]]:
    return {model for model in admin.site._registry if model._meta.app_label in ("research", "backlog")}


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rights(model: type[Model]) -> dict[str, str]:
    return dict(zip(PEOPLE, TABLE[model].split(), strict=True))


def reader_of(model: type[Model]) -> str:
    """Whoever may do most with it, so that whatever its pages may show is shown."""
    marks = rights(model)
    return max(PEOPLE, key=lambda name: ".r~+w".index(marks[name]))


def visible_to(reader: Any, model: type[Model]) -> Model:
    """Make one that everybody who reads the model sees, stakeholders too."""
    if model is research.Insight:
        made: Model = factories.InsightFactory(status="published")
        return made
    if model is research.ApiToken:
        return factories.ApiTokenFactory(user=reader)
    return factory_of(model).create()


def each_right() -> list[Any]:
    return [
        pytest.param(model, name, right, id=f"{model.__name__}-{name}")
        for model in TABLE
        for name, right in rights(model).items()
    ]


@pytest.fixture
def person(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    return request.getfixturevalue


@pytest.fixture
def enter(client: Client, person: Callable[[str], Any]) -> Callable[[type[Model]], Any]:
    """Log whoever may do most with the model in."""

    def enter(model: type[Model]) -> Any:
        user = person(reader_of(model))
        client.force_login(user)
        return user

    return enter


@pytest.mark.parametrize("model", MANAGED, ids=lambda model: model.__name__)
def test_everything_that_people_manage_has_pages(model: type[Model]) -> None:
    assert admin.site.is_registered(model)


def test_every_page_is_in_the_table_of_rights() -> None:
    assert pages() == set(TABLE)


def test_rights_come_with_roles_and_have_no_page_of_their_own() -> None:
    assert not admin.site.is_registered(Group)


@pytest.mark.parametrize(("model", "name", "right"), each_right())
def test_pages_open_for_whoever_may_and_for_nobody_else(
    client: Client, person: Callable[[str], Any], model: type[Model], name: str, right: str
) -> None:
    user = person(name)
    client.force_login(user)
    made = visible_to(user, model)
    refused = 302 if name == "eve" else 403

    listed = client.get(address(model, "changelist"))
    opened = client.get(address(model, "change", made.pk))
    added = client.get(address(model, "add"))

    assert listed.status_code == (refused if right == "." else 200)
    assert opened.status_code == (refused if right == "." else 200)
    assert ('name="_save"' in opened.content.decode()) is (right in "w~")
    if model is not research.User:  # whose add page leads on to invitations
        assert added.status_code == (200 if right in "w+" else refused)


def _interview(study: research.Study) -> research.Interview:
    return factories.InterviewFactory(study=study)


def _participant(study: research.Study) -> research.Participant:
    person: research.Participant = factories.ParticipantFactory()
    _interview(study).participants.add(person)
    return person


def _highlight(study: research.Study) -> research.Highlight:
    return factories.HighlightFactory(note__interview__study=study)


PRIVATE: Mapping[type[Model], Callable[[research.Study], Model]] = {
    AssumptionTest: lambda study: factories.AssumptionTestFactory(study=study),
    research.CodingStatus: lambda study: factories.CodingStatusFactory(interview=_interview(study)),
    research.Consent: lambda study: factories.ConsentFactory(participant=_participant(study), study=study),
    research.ContactDetails: lambda study: factories.ContactDetailsFactory(participant=_participant(study)),
    research.Highlight: _highlight,
    research.Interview: _interview,
    research.Note: lambda study: factories.NoteFactory(interview=_interview(study)),
    research.Participant: _participant,
    research.Study: lambda study: study,
    research.SurveyResponse: lambda study: factories.SurveyResponseFactory(participant=_participant(study)),
    research.Tag: lambda study: factories.TagFactory(study=study),
    research.Insight: lambda study: factories.InsightFactory(study=study),
    research.InsightEvidence: lambda study: factories.InsightEvidenceFactory(
        insight__study=study, highlight=_highlight(study)
    ),
    Evidence: lambda study: factories.EvidenceFactory(insight__study=study),
}
OPEN_TO_READERS = {
    research.Account,
    research.Segment,
    research.SegmentRule,
    research.ApiToken,
    research.EventSource,
    research.EvidenceClass,
    research.Funnel,
    research.FunnelMetric,
    research.ImportRun,
    research.Invitation,
    research.Measurement,
    research.Metric,
    research.Opportunity,
    research.OpportunityEvidence,
    research.Product,
    research.Survey,
    research.User,
    BacklogItem,
    KanoSurvey,
    KeyResult,
    Objective,
    ProductVision,
    Release,
    Score,
}
"""Models whose rows belong to no study."""


def test_every_page_s_rows_belong_to_a_study_or_are_known_not_to() -> None:
    assert set(TABLE) == set(PRIVATE) | OPEN_TO_READERS
    assert not set(PRIVATE) & OPEN_TO_READERS


@pytest.mark.parametrize("model", PRIVATE, ids=lambda model: model.__name__)
def test_what_belongs_to_a_private_study_is_not_found_by_whoever_is_no_member(
    client: Client, enter: Callable[[type[Model]], Any], model: type[Model]
) -> None:
    enter(model)
    hidden = PRIVATE[model](factories.StudyFactory(private=True))

    listed = client.get(address(model, "changelist"))

    assert hidden.pk not in {row.pk for row in listed.context["cl"].result_list}
    for page in ("change", "delete", "history"):
        answer = client.get(address(model, page, hidden.pk), follow=True)
        assert answer.redirect_chain, page
        assert "doesn’t exist" in answer.content.decode(), page


@pytest.mark.parametrize("model", PRIVATE, ids=lambda model: model.__name__)
def test_what_belongs_to_a_private_study_is_found_by_its_members(
    client: Client, enter: Callable[[type[Model]], Any], model: type[Model]
) -> None:
    member = enter(model)
    seen = PRIVATE[model](factories.StudyFactory(private=True, lead=member))

    assert client.get(address(model, "change", seen.pk)).status_code == 200


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_a_list_asks_as_often_for_six_rows_as_for_two(
    client: Client, enter: Callable[[type[Model]], Any], model: type[Model]
) -> None:
    enter(model)
    for _ in range(2):
        factory_of(model).create()
    client.get(address(model, "changelist"))
    with CaptureQueriesContext(connection) as two:
        client.get(address(model, "changelist"))
    for _ in range(4):
        factory_of(model).create()

    with CaptureQueriesContext(connection) as six:
        client.get(address(model, "changelist"))

    assert len(six) == len(two)


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_every_filter_and_every_column_s_order_opens(
    client: Client, enter: Callable[[type[Model]], Any], model: type[Model]
) -> None:
    enter(model)
    factory_of(model).create_batch(2)
    change_list = client.get(address(model, "changelist")).context["cl"]
    choices = [choice["query_string"] for spec in change_list.filter_specs for choice in spec.choices(change_list)]
    orders = [f"?o={sign}{number}" for number in range(1, len(change_list.list_display) + 1) for sign in ("", "-")]

    broken = {
        query: answer.status_code
        for query in (*choices, *orders, "?q=two+words", "?_facets=True")
        if (answer := client.get(address(model, "changelist") + query)).status_code != 200
    }

    assert broken == {}


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_nonsense_in_an_address_never_breaks_a_list(
    client: Client, enter: Callable[[type[Model]], Any], model: type[Model]
) -> None:
    enter(model)
    factory_of(model).create()
    client.raise_request_exception = False
    change_list = client.get(address(model, "changelist")).context["cl"]
    names = {name for spec in change_list.filter_specs for name in spec.expected_parameters()}
    names |= OF_EVERY_LIST if model in (research.Highlight, BacklogItem) else {"q", "o"}

    broken = {
        f"{name}={value}": answer.status_code
        for name in sorted(names)
        for value in NONSENSE
        if (answer := client.get(f"{address(model, 'changelist')}?{name}={value}")).status_code not in (200, 302, 400)
    }
    nul = {name: client.get(f"{address(model, 'changelist')}?{name}=%00").status_code for name in names}

    assert broken == {}
    assert set(nul.values()) == {400}


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_a_page_of_nothing_is_not_found(
    client: Client, enter: Callable[[type[Model]], Any], model: type[Model]
) -> None:
    enter(model)
    client.raise_request_exception = False

    answers = {
        key: client.get(f"{address(model, 'changelist')}{key}/change/").status_code
        for key in (*NONSENSE[:-1], "0", "None")
    }

    assert set(answers.values()) <= {302, 404}, answers


INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script\b(?![^>]*\bsrc=)(?![^>]*application/json)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.__name__)
def test_no_page_holds_a_style_or_a_script_of_its_own(
    client: Client, enter: Callable[[type[Model]], Any], model: type[Model]
) -> None:
    made = visible_to(enter(model), model)
    addresses = [
        address(model, "changelist"),
        *(address(model, page, made.pk) for page in ("change", "delete", "history")),
    ]
    if rights(model)[reader_of(model)] in "w+":
        addresses.append(address(model, "add"))

    found = {each: INLINE.findall(client.get(each).content.decode()) for each in addresses}

    assert {each: inline for each, inline in found.items() if inline} == {}
