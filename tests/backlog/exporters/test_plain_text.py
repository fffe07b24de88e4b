"""A trace as plain text."""

from typing import Any

from backlog.exporters import plain_text
from tests.backlog.exporters.test_markdown import MEASUREMENT, PASSAGE, TEST, document

ADDRESS = "https://throughline.example.com/who-says-so/12/"


def text(*passages: dict[str, object], **changes: Any) -> str:
    return plain_text.trace(document(*passages, **changes), address=ADDRESS)


def test_words_stand_in_quotation_marks_with_who_and_when() -> None:
    told = text()

    assert "Who says so? #12 One calendar\n" in told
    assert "  “nobody trusts it.\n  I keep my own 📒”\n" in told
    assert (
        "  — P-0001 (office manager, Nordlicht GmbH, planners) and P-0002, Two planners, 2026-08-20, 0:01:03–1:01:09"
        in told
    )
    assert told.endswith(f"\n{ADDRESS}\n")


def test_what_was_noted_has_none_and_what_speaks_against_says_so() -> None:
    told = text({**PASSAGE, "verbatim": False, "stance": "contradicts"})

    assert "  (Speaks against it) From notes: nobody trusts it." in told


def test_words_that_are_left_out_are_left_out() -> None:
    told = text({**PASSAGE, "quote": "", "withheld": "consent withdrawn"})

    assert "The words are left out: consent withdrawn." in told


def test_a_figure_stands_below_the_words_with_its_source() -> None:
    told = text(measurements=[{**MEASUREMENT, "stance": "qualifies"}])

    assert "  (True with a limit) 41 % Step 2→3 of [the] funnel: how many, not why\n" in told
    assert (
        "  — n = 8,214, 95 % interval 40 to 42 %, Sep 2026, read on 2026-10-02, https://charts.example/funnel?a=<b>"
        in told
    )


def test_nothing_linked_is_said() -> None:
    assert "Nothing is linked to this item yet." in text(evidence=[])


def test_tests_of_the_solution_are_told() -> None:
    told = text(tests=[TEST])

    assert "- Refuted: They *trust* it (usability study, 8 participants, done 2026-07-15, user evidence)\n" in told
    assert "  Success was to be, set 2026-07-01: 6 of 8 leave the paper.\n  Two did.\n  The others kept it." in told
