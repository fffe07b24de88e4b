"""A trace as Markdown (CommonMark), ready to paste into a ticket. Pure.

What was said word for word stands in quotation marks; what somebody noted does not, and says "from notes".
People's text is escaped: it shows as it was written and can neither format, link nor mention anything.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from backlog.exporters import tested

STANCES = {"supports": "Supports", "qualifies": "True with a limit", "contradicts": "Speaks against it"}

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$])")
_OPENING = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")


def trace(document: Mapping[str, Any]) -> str:
    """Return the trace of `backlog.tracing.trace` as a text that ends in a newline."""
    return "\n\n".join(_trace(document)) + "\n"


def _trace(document: Mapping[str, Any]) -> Iterator[str]:
    item = document["item"]
    yield f"## Who says so? \\#{item['number']} {escaped(item['title'])}"
    if references := item["external_references"]:
        yield " · ".join(_reference(**reference) for reference in references)
    yield from _weighed(document, nothing="Nothing is linked to this item yet.", level=3)
    if tests := document["tests"]:
        yield "### Tests of the solution"
        yield "\n".join(line for test in tests for line in _test(test))
    if opportunity := document["opportunity"]:
        yield f"### The opportunity it addresses: {escaped(opportunity['statement'])}"
        yield from _weighed(opportunity, nothing="No insight opens this opportunity yet.", level=4)


def _weighed(document: Mapping[str, Any], *, nothing: str, level: int) -> Iterator[str]:
    strength = document["strength"]
    yield "; ".join([f"**Evidence: {strength['band']}**", *strength["flags"]])
    yield "\n".join(f"- {reason}" for reason in strength["reasons"])
    if hidden := document["not_shown"]:
        yield f"Not shown here: {hidden} {'passage' if hidden == 1 else 'passages'} that you may not see."
    if not document["evidence"] and not document["not_shown"]:
        yield nothing
    for link in document["evidence"]:
        yield from _link(link, level=level)


def _test(test: Mapping[str, Any]) -> Iterator[str]:
    yield f"- **{tested.standing(test)}**: {escaped(test['assumption'])} ({escaped(tested.how(test))})  "
    yield f"  {escaped(tested.criterion(test))}" + ("  " if test["result_words"].strip() else "")
    yield from (f"  {line}" for line in paragraph(test["result_words"]).splitlines())


def _link(link: Mapping[str, Any], *, level: int) -> Iterator[str]:
    insight = link["insight"]
    yield f"{'#' * level} {STANCES[link['stance']]}: {escaped(insight['title'])}"
    yield from (paragraph(text) for text in (insight["statement"], link["comment"]) if text.strip())
    stance = "supports"
    for passage in link["highlights"]:
        if passage["stance"] != stance:
            stance = passage["stance"]
            yield f"{STANCES[stance]}:"
        yield _quoted([*_words(passage), "", _source(passage)])
    for one in link["measurements"]:
        said = "" if one["stance"] == "supports" else f" ({STANCES[one['stance']].lower()})"
        yield f"**{escaped(one['said'])}** {escaped(one['metric']['name'])}, how many, not why{said}  \n{_figure(one)}"


def _figure(one: Mapping[str, Any]) -> str:
    chart = one["source_url"]
    return "— " + ", ".join(
        [*map(escaped, figure_source(one)), *([f"[the chart]({_address(chart)})"] if chart else [])]
    )


def figure_source(one: Mapping[str, Any]) -> Iterator[str]:
    """Say on how many, when and of whom a figure is, and when somebody read it."""
    if one["n"] is not None:
        yield f"n = {one['n']:,}"
    if one["interval"]:
        yield f"95 % interval {one['interval']}"
    yield one["period"]
    if one["segment"]:
        yield f"only {one['segment']}"
    if one["read_on"]:
        yield f"read on {one['read_on']}"


def _words(passage: Mapping[str, Any]) -> Iterable[str]:
    if passage["withheld"]:
        return [f"*(The words are left out: {passage['withheld']}.)*"]
    if passage["verbatim"]:
        return paragraph(f"“{passage['quote']}”").split("\n")
    return ["From notes:  ", *paragraph(passage["quote"]).split("\n")]


def _source(passage: Mapping[str, Any]) -> str:
    interview = passage["interview"]
    where = [
        _people(passage["participants"]),
        escaped(interview["title"]),
        (interview["held_at"] or "")[:10],
        span(passage["start_ms"], passage["end_ms"]),
        "no longer in the corrected text" if passage["state"] == "detached" else "",
    ]
    return "— " + ", ".join(filter(None, where))


def _people(participants: Iterable[Mapping[str, Any]]) -> str:
    return " and ".join(_person(one) for one in participants) or "somebody unnamed"


def _person(participant: Mapping[str, Any]) -> str:
    known = [participant["role"], participant["account"], *participant["segments"]]
    about = ", ".join(escaped(one) for one in known if one)
    code = escaped(participant["code"])
    return f"{code} ({about})" if about else code


def span(start_ms: int | None, end_ms: int | None) -> str:
    return "–".join(_clock(one) for one in (start_ms, end_ms) if one is not None)


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _reference(*, key: str, url: str) -> str:
    return f"[{escaped(key)}]({_address(url)})" if url else escaped(key)


def _address(url: str) -> str:
    return f"<{url.replace('<', '%3C').replace('>', '%3E')}>"


def _quoted(lines: Iterable[str]) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def paragraph(text: str) -> str:
    """Return people's text as Markdown that shows the same words in the same lines, without empty ones."""
    return "  \n".join(escaped(line) for line in text.splitlines() if line.strip())


def escaped(text: str) -> str:
    """Return one line of people's text as Markdown that shows just that."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _OPENING.sub(lambda found: f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}", line)
