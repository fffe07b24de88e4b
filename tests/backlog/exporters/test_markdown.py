"""A trace as Markdown."""

import copy
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from backlog.exporters import markdown

PASSAGE: dict[str, Any] = {
    "stance": "supports",
    "quote": "nobody trusts it.\nI keep my own 📒",
    "withheld": "",
    "verbatim": True,
    "state": "anchored",
    "start_ms": 63_000,
    "end_ms": 3_669_999,
    "interview": {"title": "Two planners", "held_at": "2026-08-20T09:30:00Z"},
    "participants": [
        {"code": "P-0001", "role": "office manager", "account": "Nordlicht GmbH", "segments": ["planners"]},
        {"code": "P-0002", "role": "", "account": None, "segments": []},
    ],
}
MEASUREMENT: dict[str, Any] = {
    "stance": "supports",
    "metric": {"name": "Step 2→3 of [the] funnel"},
    "said": "41 %",
    "n": 8214,
    "interval": "40 to 42 %",
    "period": "Sep 2026",
    "segment": None,
    "read_on": "2026-10-02",
    "source_url": "https://charts.example/funnel?a=<b>",
}
BREAK = "  "
STRENGTH = {
    "band": "thin",
    "flags": ["contested", "stale"],
    "reasons": ["2 participants in 2 accounts say so.", "3 mentions in all."],
}

TEST: dict[str, Any] = {
    "assumption": "They *trust* it",
    "kind": "desirability",
    "method": "usability_study",
    "criterion": "6 of 8 leave the paper.",
    "criterion_at": "2026-07-01T08:00:00Z",
    "participants": 8,
    "state": "done",
    "result": "refuted",
    "result_words": "Two did.\nThe others kept it.",
    "done_on": "2026-07-15",
    "evidence_class": "User evidence",
}


def document(*passages: dict[str, Any], measurements: Any = None, **changes: Any) -> dict[str, Any]:
    insight = {"title": "Two calendars", "statement": "People keep a second one."}
    return {
        "item": {
            "number": 12,
            "title": "One calendar",
            "external_references": [{"key": "PAY-123", "url": "https://tracker.example.com/PAY-123"}],
        },
        "strength": STRENGTH,
        "not_shown": 0,
        "evidence": [
            {
                "stance": "supports",
                "comment": "",
                "insight": insight,
                "highlights": list(passages or [PASSAGE]),
                "measurements": measurements or [],
            }
        ],
        "tests": [],
        "opportunity": None,
        **changes,
    }


class Reader(HTMLParser):
    """The text that somebody sees, and the elements it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.elements = "", set[str]()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(MarkdownIt("gfm-like", {"linkify": False}).render(text))
    return reader


def test_a_trace_reads_as_a_ticket_should() -> None:
    opportunity = {
        "statement": "I miss days",
        "strength": {"band": "none", "flags": [], "reasons": ["No participant says so."]},
        "not_shown": 0,
        "evidence": [],
    }

    assert markdown.trace(document(opportunity=opportunity, not_shown=2)) == (
        f"""\
## Who says so? \\#12 One calendar

[PAY-123](<https://tracker.example.com/PAY-123>)

**Evidence: thin**; contested; stale

- 2 participants in 2 accounts say so.
- 3 mentions in all.

Not shown here: 2 passages that you may not see.

### Supports: Two calendars

People keep a second one.

> “nobody trusts it.{BREAK}
> I keep my own 📒”
>
> — P-0001 (office manager, Nordlicht GmbH, planners) and P-0002, Two planners, 2026-08-20, 0:01:03–1:01:09

### The opportunity it addresses: I miss days

**Evidence: none**

- No participant says so.

No insight opens this opportunity yet.
"""
    )  # fmt: skip


def test_a_figure_names_value_n_period_and_source_and_does_not_say_why() -> None:
    text = markdown.trace(document(measurements=[MEASUREMENT]))

    assert (
        "**41 %** Step 2→3 of \\[the\\] funnel, how many, not why  \n"
        "— n = 8,214, 95 % interval 40 to 42 %, Sep 2026, read on 2026-10-02, "
        "[the chart](<https://charts.example/funnel?a=%3Cb%3E>)\n"
    ) in text
    against = {**MEASUREMENT, "stance": "contradicts", "n": None, "interval": "", "read_on": None, "source_url": ""}
    text = markdown.trace(document(measurements=[{**against, "segment": "New customers"}]))
    assert "how many, not why (speaks against it)  \n— Sep 2026, only New customers\n" in text


def test_what_was_noted_has_no_quotation_marks_and_says_so() -> None:
    text = markdown.trace(document({**PASSAGE, "verbatim": False}))

    assert "> From notes:  \n> nobody trusts it.  \n> I keep my own 📒\n" in text
    assert "“" not in text


def test_words_that_are_withheld_say_why() -> None:
    text = markdown.trace(document({**PASSAGE, "quote": "", "withheld": "consent withdrawn"}))

    assert "> *(The words are left out: consent withdrawn.)*\n" in text
    assert "“" not in text


def test_a_detached_passage_says_so() -> None:
    assert "no longer in the corrected text" in markdown.trace(document({**PASSAGE, "state": "detached"}))


def test_what_speaks_against_an_insight_has_its_own_heading() -> None:
    text = markdown.trace(document(PASSAGE, {**PASSAGE, "stance": "contradicts"}))

    assert text.count("Speaks against it:\n") == 1


def test_nobody_known_and_no_date_leave_no_gaps() -> None:
    passage = copy.deepcopy({**PASSAGE, "participants": [], "start_ms": None, "end_ms": None})
    passage["interview"]["held_at"] = None

    assert "> — somebody unnamed, Two planners\n" in markdown.trace(document(passage))


def test_one_hidden_passage_is_counted_in_the_singular() -> None:
    text = markdown.trace(document(evidence=[], not_shown=1))

    assert "Not shown here: 1 passage that" in text
    assert "Nothing is linked" not in text


def test_a_key_without_an_address_is_no_link() -> None:
    item = {"number": 1, "title": "x", "external_references": [{"key": "PAY_1", "url": ""}]}

    assert "\n\nPAY\\_1\n\n" in markdown.trace(document(item=item))


MARKUP = st.text(
    st.sampled_from(list('ab1 .)\n\t`*_[]<>#|~&$-+=!("\\')) | st.characters(exclude_categories=["Cs", "Cc"])
)


def words(text: str) -> str:
    return " ".join(text.split())


@given(MARKUP)
def test_people_s_text_shows_as_it_was_written_and_formats_nothing(text: str) -> None:
    reader = read(markdown.paragraph(text))

    assert words(reader.text) == words(text)
    assert reader.elements <= {"p", "br"}


@given(MARKUP, MARKUP, st.booleans())
def test_nobody_s_words_leave_their_quotation(quote: str, title: str, verbatim: bool) -> None:
    text = markdown.trace(document({**PASSAGE, "quote": quote, "verbatim": verbatim}))
    text += markdown.trace(document(evidence=[{**document()["evidence"][0], "comment": title}]))

    reader = read(text)
    assert reader.elements <= {"h2", "h3", "p", "br", "strong", "ul", "li", "blockquote", "a"}
    assert words(quote) in words(reader.text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Approved", id="heading"),
        pytest.param("1. first", id="list"),
        pytest.param("<script>alert(1)</script>", id="html"),
        pytest.param("![x](https://example.com/pixel.png)", id="picture"),
        pytest.param("a | b\n--|--", id="table"),
        pytest.param("&lt;b&gt;", id="entity"),
        pytest.param("*why* _not_ ~~this~~ `code`", id="emphasis"),
    ],
)
def test_markup_in_a_quote_is_text(text: str) -> None:
    reader = read(markdown.trace(document({**PASSAGE, "quote": text})))

    assert words(text) in words(reader.text)
    assert not reader.elements & {"h1", "ol", "script", "img", "table", "em", "s", "code"}


def test_an_address_cannot_break_out_of_its_link() -> None:
    item = {"number": 1, "title": "x", "external_references": [{"key": "K", "url": "https://e.com/>) **bold**<"}]}

    assert re.findall(r"\(<.*>\)", markdown.trace(document(item=item))) == ["(<https://e.com/%3E) **bold**%3C>)"]


def test_tests_of_the_solution_say_what_was_to_count_and_what_came_out() -> None:
    told = markdown.trace(document(tests=[TEST]))

    seen = " ".join(read(told).text.split())
    assert (
        "Tests of the solution Refuted: They *trust* it (usability study, 8 participants, done 2026-07-15,"
        " user evidence) Success was to be, set 2026-07-01: 6 of 8 leave the paper. Two did. The others kept it."
    ) in seen
    assert "em" not in read(told).elements


def test_a_planned_test_says_that_its_criterion_is_missing() -> None:
    planned = {
        **TEST,
        "state": "planned",
        "result": "",
        "result_words": "",
        "criterion": "",
        "criterion_at": None,
        "participants": None,
        "done_on": None,
        "evidence_class": None,
    }

    seen = read(markdown.trace(document(tests=[planned]))).text

    assert "Planned: They *trust* it (usability study)" in seen
    assert "Nobody has said yet what would count as success." in seen
