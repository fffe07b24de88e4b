"""Search: one box over everything that one may see."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.http import urlencode

from backlog import search
from backlog.admin import saved_searches
from backlog.models import BacklogItem, SavedSearch
from backlog.search import By
from research.admin.links import address_of
from research.admin.reading import clock
from research.admin.showing import page
from research.models import (
    Account,
    Highlight,
    Insight,
    Interview,
    Opportunity,
    Participant,
    Segment,
    Stance,
    Study,
    Tag,
    User,
)
from research.search import question
from research.search.finding import MOST_RANKED, Filters, Found, Hit

OF_EACH, OF_ONE = 4, 20
LONGEST_NAME = 100
NARROWING = ("study", "segment", "account", "stance", "start", "until")
WORDS: Mapping[str, tuple[str, str]] = {
    "highlight": ("Highlight", "Highlights"),
    "insight": ("Insight", "Insights"),
    "item": ("Item", "Items"),
    "turn": ("Transcript", "Transcripts"),
    "note": ("Notes", "Notes"),
    "opportunity": ("Opportunity", "Opportunities"),
    "tag": ("Tag", "Tags"),
    "participant": ("Participant", "Participants"),
    "interview": ("Interview", "Interviews"),
}
MODELS: Mapping[str, type[Any]] = {
    "insight": Insight,
    "item": BacklogItem,
    "opportunity": Opportunity,
    "tag": Tag,
    "participant": Participant,
    "interview": Interview,
}


class StudyField(forms.ModelChoiceField[Study]):
    def label_from_instance(self, obj: Study) -> str:
        return obj.title


class NamedField(forms.ModelChoiceField[Any]):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Search",
        required=False,
        max_length=question.LONGEST,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": "Words that were said …"}
        ),
    )
    type = forms.ChoiceField(choices=[(kind, kind) for kind in WORDS], required=False, widget=forms.HiddenInput)
    study = StudyField(Study.objects.none(), required=False, empty_label="Every study")
    segment = NamedField(Segment.objects.none(), required=False, empty_label="Everybody")
    account = NamedField(Account.objects.none(), required=False, empty_label="Every account")
    stance = forms.ChoiceField(
        label="As evidence", choices=[("", "Whether evidence or not"), *Stance.choices], required=False
    )
    by = forms.ChoiceField(label="Find by", choices=[(by.value, by.label.capitalize()) for by in By], required=False)
    start = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Before", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_RANKED // OF_ONE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        study = cast("StudyField", self.fields["study"])
        study.queryset = Study.objects.visible_to(user).order_by("title")
        for name, model in (("segment", Segment), ("account", Account)):
            field = cast("NamedField", self.fields[name])
            field.queryset = model.objects.visible_to(user).order_by("name", "pk")
            if not user.has_perm(f"research.view_{name}"):
                del self.fields[name]


@dataclass(frozen=True, kw_only=True)
class Tab:
    label: str
    count: str
    address: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """A hit as it is shown: where it leads, and what is told of it."""

    hit: Hit
    kind: str
    address: str
    about: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    heading: str
    lines: tuple[Line, ...]
    more: str = ""


@permission_required("research.view_insight", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show what answers the question of the address: the best of each kind, or of one kind page by page."""
    user = cast("User", request.user)
    form = SearchForm(request.GET, user=user)
    is_fit = form.is_valid()
    given = form.cleaned_data if is_fit else {}
    if request.method == "POST":
        saved_searches.keep(
            request,
            name=request.POST.get("name", "").strip()[:LONGEST_NAME] or given.get("q", "")[:LONGEST_NAME],
            q=given.get("q", ""),
            kind=given.get("type") or "",
            filters=_filters(given),
        )
        return HttpResponseRedirect(request.get_full_path())
    kind, number = given.get("type") or "", given.get("page") or 1
    by = given.get("by") or By.BOTH
    ask = partial(search.answer, given.get("q", ""), filters=_filters(given), viewer=user, by=by)
    answer = ask(kinds=list(WORDS), limit=OF_EACH)
    shown = ask(kinds=[kind], limit=OF_ONE, offset=OF_ONE * (number - 1)).found if kind else answer.found
    return page(
        request,
        "workplace/search.html",
        title="Search",
        form=form,
        tabs=list(_tabs(request, answer.found, kind)),
        sections=[_section(request, found, number=number if kind else 0) for found in shown if found.hits],
        did_you_mean=answer.did_you_mean,
        meant=_address(request, q=answer.did_you_mean, type=None) if answer.did_you_mean else "",
        is_asked=any(given.get(name) for name in ("q", *NARROWING)),
        is_narrowed=any(given.get(name) for name in NARROWING) or by != By.BOTH,
        because=answer.because,
        saved=SavedSearch.objects.visible_to(user).order_by("-new", "name"),
        most_ranked=MOST_RANKED,
        is_capped=any(found.is_capped for found in shown),
        status=200 if is_fit else 400,
    )


def _filters(given: Mapping[str, Any]) -> Filters:
    ids = {name: given[name].pk for name in ("study", "segment", "account") if given.get(name)}
    return Filters(
        **ids,
        stance=given.get("stance") or None,
        held_from=_morning(given.get("start")),
        held_until=_morning(given.get("until")),
    )


def _morning(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _tabs(request: HttpRequest, found: Iterable[Found], kind: str) -> Iterator[Tab]:
    yield Tab(label="All", count="", address=_address(request, type=None), is_current=not kind)
    for each in found:
        if each.answers or each.kind == kind:
            yield Tab(
                label=WORDS[each.kind][1],
                count=f"{each.total:,}{'+' if each.is_capped else ''}" if each.total or not each.similar else "≈",
                address=_address(request, type=each.kind),
                is_current=each.kind == kind,
            )


def _section(request: HttpRequest, found: Found, *, number: int) -> Section:
    """Return a kind's lines. `number` is the page of it that is shown; 0 means the best of it among other kinds."""
    shown = OF_ONE * number if number else len(found.hits)
    more = _address(request, type=found.kind, page=number + 1) if shown < found.answers else ""
    return Section(heading=WORDS[found.kind][1], lines=tuple(_line(hit) for hit in found.hits), more=more)


def _line(hit: Hit) -> Line:
    about = hit.about
    said = [
        "similar in meaning" if hit.found_by == By.MEANING else "",
        str(about.get("speaker") or ""),
        clock(about.get("start_ms")),
        Highlight.Kind(about["highlight_kind"]).label if about.get("highlight_kind", "none") != "none" else "",
        date_format(timezone.localtime(about["held_at"]), "j F Y") if about.get("held_at") else "",
        str(about.get("status", "")).replace("_", " "),
    ]
    return Line(hit=hit, kind=WORDS[hit.kind][0], address=_place(hit), about=tuple(filter(None, said)))


def _place(hit: Hit) -> str:
    """Return where the hit leads: a passage into the reader, where it stands; a record to its own page."""
    if hit.kind in MODELS:
        return address_of(MODELS[hit.kind](pk=hit.id))
    reader = reverse("note", args=[hit.about["note"]])
    if hit.kind == "highlight":
        return f"{reader}?{urlencode({'highlight': hit.id})}"
    return f"{reader}?{urlencode({'at': hit.about['start']})}" if hit.about.get("start") else reader


def _address(request: HttpRequest, **changed: Any) -> str:
    """Return the address of this page with parameters changed; None takes one away."""
    kept = {name: value for name, value in request.GET.items() if name not in {"page", *changed} and value}
    return f"?{urlencode({**kept, **{name: value for name, value in changed.items() if value is not None}})}"
