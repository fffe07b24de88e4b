"""A trace as plain text, ready to paste into a mail. Pure. Quotation marks as in `markdown`: what was said has them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from backlog.exporters import tested
from backlog.exporters.markdown import STANCES, figure_source, span


def trace(document: Mapping[str, Any], *, address: str) -> str:
    """Return the trace of `backlog.tracing.trace` as a text that ends with its address and a newline."""
    return "\n".join(_trace(document, address=address)) + "\n"


def _trace(document: Mapping[str, Any], *, address: str) -> Iterator[str]:
    item = document["item"]
    yield f"Who says so? #{item['number']} {item['title']}"
    yield from _weighed(document, nothing="Nothing is linked to this item yet.")
    if tests := document["tests"]:
        yield from ("", "Tests of the solution")
        yield from (line for test in tests for line in _test(test))
    if opportunity := document["opportunity"]:
        yield from ("", f"The opportunity that it addresses: {opportunity['statement']}")
        yield from _weighed(opportunity, nothing="No insight opens this opportunity yet.")
    yield from ("", address)


def _weighed(document: Mapping[str, Any], *, nothing: str) -> Iterator[str]:
    strength = document["strength"]
    yield "; ".join([f"Evidence: {strength['band']}", *strength["flags"]])
    yield from (f"- {reason}" for reason in strength["reasons"])
    if hidden := document["not_shown"]:
        yield f"Not shown here: {hidden} {'passage' if hidden == 1 else 'passages'} that not everybody may see."
    if not document["evidence"] and not document["not_shown"]:
        yield nothing
    for link in document["evidence"]:
        yield from ("", f"{STANCES[link['stance']]}: {link['insight']['title']}")
        yield from (text for text in (link["insight"]["statement"], link["comment"]) if text.strip())
        for passage in link["highlights"]:
            yield from ("", *_passage(passage))
        for one in link["measurements"]:
            yield from ("", *_figure(one))


def _figure(one: Mapping[str, Any]) -> Iterator[str]:
    stance = "" if one["stance"] == "supports" else f"({STANCES[one['stance']]}) "
    yield f"  {stance}{one['said']} {one['metric']['name']}: how many, not why"
    yield f"  — {', '.join([*figure_source(one), *filter(None, [one['source_url']])])}"


def _test(test: Mapping[str, Any]) -> Iterator[str]:
    yield f"- {tested.standing(test)}: {test['assumption']} ({tested.how(test)})"
    yield f"  {tested.criterion(test)}"
    yield from (f"  {line}" for line in test["result_words"].splitlines() if line.strip())


def _passage(passage: Mapping[str, Any]) -> Iterator[str]:
    stance = "" if passage["stance"] == "supports" else f"({STANCES[passage['stance']]}) "
    if passage["withheld"]:
        yield f"  {stance}The words are left out: {passage['withheld']}."
    else:
        words = f"“{passage['quote']}”" if passage["verbatim"] else f"From notes: {passage['quote']}"
        yield from (f"  {line}" for line in f"{stance}{words}".splitlines())
    interview = passage["interview"]
    where = [interview["title"], (interview["held_at"] or "")[:10], span(passage["start_ms"], passage["end_ms"])]
    yield f"  — {', '.join(filter(None, [_people(passage['participants']), *where]))}"


def _people(participants: Iterable[Mapping[str, Any]]) -> str:
    return " and ".join(_person(one) for one in participants) or "somebody unnamed"


def _person(one: Mapping[str, Any]) -> str:
    about = ", ".join(filter(None, [one["role"], one["account"], *one["segments"]]))
    return f"{one['code']} ({about})" if about else str(one["code"])
