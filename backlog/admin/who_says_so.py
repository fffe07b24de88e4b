"""Who says so? The trace of an item as a page: a picture, and below it every word with its source."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString

from backlog.exporters import plain_text, tested
from backlog.exporters.markdown import figure_source
from backlog.models import BacklogItem
from backlog.tracing import flow, narrowing, strands, trace
from backlog.tracing.documents import AssumptionTestDocument, TraceDocument
from backlog.tracing.narrowing import Asked
from backlog.tracing.shapes import NARROW, WIDE
from research.admin import strength
from research.admin.links import address_of, form_address_of
from research.admin.reading import clock
from research.admin.showing import page
from research.evidence_strength import Band, Flag, StrengthDocument
from research.models import Account, Highlight, Insight, Opportunity, Segment, User

STANCES = {"supports": "Supports it", "qualifies": "True with a limit", "contradicts": "Speaks against it"}
TONES = {"supports": "good", "qualifies": "warn", "contradicts": "bad"}
TEST_TONES = {"supported": "good", "refuted": "bad", "inconclusive": "warn"}
STATUSES = dict(Insight.Status.choices)
KINDS = dict(Opportunity.Kind.choices)
ITEM_KINDS, ITEM_STATUSES = dict(BacklogItem.Kind.choices), dict(BacklogItem.Status.choices)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A choice among those who speak in the trace: by id in the address, by name in the trace."""

    name: str
    label: str
    everybody: str
    choices: Mapping[str, str]
    chosen: str

    @property
    def called(self) -> str:
        return self.choices.get(self.chosen, "")


@permission_required("backlog.view_backlogitem", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the trace as far as the person may see it: of everybody, of an account (`?account=3`), of a segment."""
    try:
        whole = trace.of_item(pk, viewer=cast("User", request.user), at=timezone.now())
    except BacklogItem.DoesNotExist as error:
        raise Http404 from error
    filters = _filters(request, whole)
    asked = Asked(**{one.name: one.called for one in filters})
    told = narrowing.narrowed(whole, asked)
    return page(
        request,
        "workplace/who_says_so.html",
        title="Who says so?",
        subtitle=f"#{told['item']['number']} {told['item']['title']}",
        asked=asked,
        filters=[one for one in filters if one.choices],
        copies=_copies(request, told),
        markdown=_markdown_of(pk),
        **_pictured(told),
        **shown(told),
    )


def shown(told: TraceDocument) -> dict[str, Any]:
    """Return the trace in words and addresses. Insights are numbered as in the picture; words are not repeated."""
    numbers = {link["insight"]["id"]: number for number, link in enumerate(strands.insights_of(told), start=1)}
    opportunity, item = told["opportunity"], told["item"]
    above = {link["insight"]["id"] for link in told["evidence"]}
    return {
        "item": {
            **item,
            "kind_words": ITEM_KINDS[item["kind"]],
            "status_words": ITEM_STATUSES[item["status"]],
            "address": form_address_of(BacklogItem(pk=item["id"])),
        },
        "part": _weighed(told, numbers=numbers, above=()),
        "tests": [_test(one) for one in told["tests"]],
        "opportunity": opportunity
        and {
            "statement": opportunity["statement"],
            "kind": KINDS[opportunity["kind"]],
            "address": address_of(Opportunity(pk=opportunity["id"])),
            "part": _weighed(opportunity, numbers=numbers, above=above),
        },
    }


def _test(test: AssumptionTestDocument) -> dict[str, Any]:
    return {
        **test,
        "standing": tested.standing(test),
        "tone": TEST_TONES.get(test["result"], ""),
        "how": tested.how(test),
        "awaited": tested.criterion(test),
    }


def _pictured(told: TraceDocument) -> dict[str, Any]:
    return {
        "pictures": [
            (name, picture) for name, measures in _SIZES if (picture := flow.picture(told, measures)) is not None
        ],
        "said": strands.told(told),
    }


_SIZES = (("wide", WIDE), ("narrow", NARROW))


def _filters(request: HttpRequest, whole: TraceDocument) -> list[Filter]:
    """Offer those who speak in the trace. Two queries."""
    return [
        _filter(request, "account", "Account", "All accounts", narrowing.accounts(whole), Account.objects.filter),
        _filter(request, "segment", "Segment", "All segments", narrowing.segments(whole), Segment.objects.filter),
    ]


def _filter(
    request: HttpRequest, name: str, label: str, everybody: str, names: Collection[str], rows: Callable[..., Any]
) -> Filter:
    """Raises `BadRequest` for what is no number and `Http404` for somebody who does not speak here."""
    chosen = request.GET.get(name, "")
    found = rows(name__in=names).order_by("name").values_list("pk", "name")
    choices = {str(pk): called for pk, called in found}
    if chosen and not chosen.isdecimal():
        raise BadRequest(f"{label} is asked for by its number.")
    if chosen and chosen not in choices:
        raise Http404
    return Filter(name=name, label=label, everybody=everybody, choices=choices, chosen=chosen)


def _copies(request: HttpRequest, told: TraceDocument) -> dict[str, str]:
    """Return what the buttons copy: the page's link, and what it tells as a text and as HTML."""
    link = request.build_absolute_uri()
    rich = render_to_string("workplace/who_says_so_copy.html", {**shown(told), "link": link})
    return {"link": link, "plain": plain_text.trace(told, address=link), "rich": rich}


def _markdown_of(pk: int) -> str:
    """Return where the trace is served as Markdown, ready to paste; nothing where the API is not mounted."""
    try:
        return f"{reverse('backlog-item-trace', args=[pk])}?format=markdown"
    except NoReverseMatch:
        return ""


def _weighed(part: Mapping[str, Any], *, numbers: Mapping[int, int], above: Collection[int]) -> dict[str, Any]:
    return {
        "band": _band(part["strength"]),
        "flags": strength.flags([Flag(flag) for flag in part["strength"]["flags"]]),
        "reasons": part["strength"]["reasons"],
        "not_shown": part["not_shown"],
        "evidence": [_link(link, number=numbers[link["insight"]["id"]], above=above) for link in part["evidence"]],
    }


def _band(described: StrengthDocument) -> SafeString:
    return strength.band(Band(described["band"]))


def _link(link: Mapping[str, Any], *, number: int, above: Collection[int]) -> dict[str, Any]:
    insight = link["insight"]
    return {
        "number": number,
        "stance": STANCES[link["stance"]],
        "tone": TONES[link["stance"]],
        "comment": link["comment"],
        "insight": {
            **insight,
            "status_words": "" if insight["status"] == "published" else STATUSES[insight["status"]],
            "address": address_of(Insight(pk=insight["id"])),
        },
        "is_above": insight["id"] in above,
        "passages": [_passage(passage) for passage in link["highlights"]],
        "figures": [_figure(one) for one in link["measurements"]],
    }


def _figure(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "stance_words": "" if one["stance"] == "supports" else STANCES[one["stance"]],
        "tone": TONES[one["stance"]],
        "about": " · ".join(figure_source({**one, "read_on": _day(one["read_on"])})),
        "address": reverse("metric", args=[one["metric"]["id"]]),
    }


def _passage(passage: Mapping[str, Any]) -> dict[str, Any]:
    held_at = passage["interview"]["held_at"]
    return {
        **passage,
        "stance_words": "" if passage["stance"] == "supports" else STANCES[passage["stance"]],
        "tone": TONES[passage["stance"]],
        "people": list(_people(passage["participants"])),
        "held_at": datetime.fromisoformat(held_at) if held_at else None,
        "time": clock(passage["start_ms"]),
        "is_detached": passage["state"] == "detached",
        "address": address_of(Highlight(pk=passage["id"], note_id=passage["note"])),
    }


def _day(written: str | None) -> str:
    return formats.date_format(date.fromisoformat(written), "j M Y") if written else ""


def _people(participants: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    for one in participants:
        about = ", ".join(filter(None, [one["role"], one["account"], *one["segments"]]))
        yield {"code": one["code"], "about": about}
