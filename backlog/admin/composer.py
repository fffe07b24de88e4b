"""The insight composer: passages and measurements on one side, the insight on the other, with what it rests on.

Everything can be done by plain forms; where scripts run, they talk to the API and ask for the two lists as fragments.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from backlog.admin import used_by
from backlog.tracing import impact
from research.admin import measured, passages
from research.admin.insight import InsightAdmin
from research.admin.passages import Found
from research.admin.record_form import RecordForm
from research.admin.refusals import SHOWN, explain
from research.admin.showing import page
from research.admin.strength import Weighed
from research.evidence_strength import assess
from research.meaning import learning
from research.models import Highlight, Insight, InsightEvidence, Measurement, Stance, Study, User, evidence_facts
from research.operations import evidence, insights
from research.operations.refusals import Refused

RIGHTS = ("research.change_insight", "research.add_insightevidence", "research.view_highlight")
MOST_AT_ONCE = 50

STEPS: Mapping[str, tuple[Callable[..., object], str]] = {
    "submit": (insights.submit, "It waits for a review now."),
    "publish": (lambda insight, by: insights.publish(insight, by=by, at=timezone.now()), "Published."),
    "reopen": (insights.reopen, "It is a draft again."),
    "archive": (insights.archive, "Archived."),
    "seek_opposite": (
        lambda insight, by: insights.seek_opposite(insight, by=by, at=timezone.now()),
        "Noted: you looked for the opposite.",
    ),
}


class TextForm(RecordForm):
    class Meta:
        model = Insight
        fields = ("title", "statement", "body")


class NewForm(forms.ModelForm[Insight]):
    """Its title is enough to begin; the passages that somebody came with support it from the start."""

    class Meta:
        model = Insight
        fields = ("title", "statement")

    highlight = forms.ModelMultipleChoiceField(
        Highlight.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        seen = Highlight.objects.visible_to(viewer).select_related("note__interview__study")
        cast("forms.ModelMultipleChoiceField[Highlight]", self.fields["highlight"]).queryset = seen
        self.fields["title"].widget = forms.TextInput(attrs={"autofocus": True, "maxlength": 200})


def new(request: HttpRequest) -> HttpResponse:
    """Draw up an insight, from passages if somebody comes with some (`?highlight=`), and go on composing it."""
    by = _author(request, "research.add_insight")
    asked = _numbers(request.GET.getlist("highlight"))
    form = NewForm(request.POST if request.method == "POST" else None, viewer=by, initial={"highlight": asked})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            insight = insights.begin(
                title=given["title"], statement=given["statement"], highlights=list(given["highlight"]), by=by
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(address_of(insight.pk))
    chosen = _numbers(request.POST.getlist("highlight")) if request.method == "POST" else asked
    begun = passages.with_sources(Highlight.objects.visible_to(by).filter(pk__in=chosen))
    return page(
        request,
        "workplace/insight_new.html",
        title="New insight",
        status=400 if form.errors else 200,
        form=form,
        cards=[passages.card(one) for one in begun.order_by("pk")],
    )


def view(request: HttpRequest, pk: int) -> HttpResponse:
    by = _author(request, *RIGHTS)
    insight = _found(pk, by)
    if isinstance(insight, HttpResponse):
        return insight
    form = TextForm(request.POST if "save" in request.POST else None, instance=insight)
    if request.method == "POST":
        with transaction.atomic():
            is_done = _done(request, insight, form, by=by)
        if is_done:
            return HttpResponseRedirect(request.get_full_path())
    filters = passages.Filters(request.GET, viewer=by)
    return page(
        request,
        "workplace/composer.html",
        title="Insight",
        subtitle=insight.title,
        status=400 if form.errors else 200,
        form=form,
        filters=filters,
        found=_offered(insight, viewer=by, filters=filters, after=_after(request)),
        because=learning.why_not(),
        address=address_of(pk),
        tree_address=_tree_address(insight, viewer=by),
        query=_query(request),
        used_by=used_by.shown(impact.of_insight(pk, viewer=by), to=by),
        buttons=[button for button in _desk().buttons(request, insight) if button.action in STEPS],
        **_evidence(insight, viewer=by),
    )


@require_GET
def rests_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the evidence and its strength alone: a fragment of the page."""
    by = _author(request, *RIGHTS)
    insight = _found(pk, by)
    if isinstance(insight, HttpResponse):
        return insight
    return TemplateResponse(request, "workplace/composer_evidence.html", _evidence(insight, viewer=by))


@require_GET
def found(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of passages alone: a fragment of the page."""
    by = _author(request, *RIGHTS)
    insight = _found(pk, by)
    if isinstance(insight, HttpResponse):
        return insight
    filters = passages.Filters(request.GET, viewer=by)
    rows = _offered(insight, viewer=by, filters=filters, after=_after(request))
    context = {"found": rows, "filters": filters, "address": address_of(pk), "query": _query(request)}
    context["because"] = learning.why_not()
    return TemplateResponse(request, "workplace/composer_passages.html", context)


def _offered(insight: Insight, *, viewer: User, filters: passages.Filters, after: int | None) -> Found[Any]:
    """Find passages or, if asked for those, measurements."""
    if filters.given().get("among") == "measurements":
        return measured.found(insight, viewer=viewer, filters=filters, after=after)
    return passages.found(insight, viewer=viewer, filters=filters, after=after)


def address_of(pk: int) -> str:
    return reverse("compose", args=[pk])


def _author(request: HttpRequest, *rights: str) -> User:
    if not request.user.has_perms(rights):
        raise PermissionDenied
    return cast("User", request.user)


def _found(pk: int, viewer: User) -> Insight | HttpResponse:
    """Return the insight; or, where it was merged into another, the way there."""
    try:
        seen = Insight.objects.visible_to(viewer)
        if insight := seen.filter(pk=pk).select_related("owner", "study").first():
            return insight
        kept = Insight.objects.filter(pk=pk, merged_into__in=seen.values("pk")).values_list("merged_into", flat=True)
        if into := kept.first():
            return HttpResponsePermanentRedirect(address_of(into))
    except OverflowError:
        pass
    raise Http404


def _evidence(insight: Insight, *, viewer: User) -> dict[str, Any]:
    at = timezone.now()
    facts = evidence_facts.of_insights([insight.pk], at=at)[insight.pk]
    cards = passages.cited(insight, viewer=viewer)
    pieces: list[Any] = [*cards, *measured.behind(insight)]
    groups = (
        ("supports", "Supports it", Stance.SUPPORTS),
        ("qualifies", "True with a limit", Stance.QUALIFIES),
        ("contradicts", "Speaks against it", Stance.CONTRADICTS),
    )
    return {
        "insight": insight,
        "weighed": Weighed(facts=facts, strength=assess(facts, at=at)),
        "heard": passages.heard(cards),
        "new": sum(1 for one in pieces if one.is_new),
        "not_shown": max(0, facts.mentions - sum(1 for one in cards if one.counts)),
        "asks_opposite": insights.needs_opposite_sought(insight) and insight.status != Insight.Status.ARCHIVED,
        "groups": [
            (name, words, [one for one in pieces if one.evidence and one.evidence.stance == stance])
            for name, words, stance in groups
        ],
    }


def _done(request: HttpRequest, insight: Insight, form: TextForm, *, by: User) -> bool:
    """Do what a plain form asks for; false where the page has to say what is wrong with the text."""
    if "save" in request.POST:
        if not form.is_valid():
            return False
        form.save()
        messages.success(request, "Saved.")
        return True
    try:
        with transaction.atomic():
            sentence = _stepped(request, insight, by=by)
            connection.check_constraints()
    except SHOWN as error:
        messages.error(request, explain(error).sentence)
    else:
        messages.success(request, sentence)
    return True


def _stepped(request: HttpRequest, insight: Insight, *, by: User) -> str:
    given = request.POST
    if step := STEPS.get(given.get("step", "")):
        operation, sentence = step
        operation(insight, by=by)
        return sentence
    if "still_true" in given:
        insights.confirm(insight, reason=given.get("reason", ""), by=by, at=timezone.now())
        return "Confirmed: still true."
    if "remove" in given:
        evidence.remove(_tied(insight, given["remove"]), by=by)
        return "Taken away."
    key, _, stance = given.get("stand", "").partition(":")
    if stance not in Stance.values:
        raise Http404
    if tied := _rows_of(insight.evidence.all(), key).first():
        evidence.weigh(tied, by=by, stance=stance)
    else:
        _cite(insight, key, stance=stance, by=by)
    return f"It {Stance(stance).label}." if stance != Stance.QUALIFIES else "It is true with a limit."


def _tree_address(insight: Insight, *, viewer: User) -> str:
    """Return where the insight is hung in the opportunity tree; nothing for one that cannot open an opportunity."""
    is_open = insight.study is None or insight.study.visibility == Study.Visibility.OPEN
    is_offered = is_open and viewer.has_perm("research.add_opportunityevidence")
    return f"{reverse('opportunity_tree')}?insight={insight.pk}" if is_offered else ""


def _cite(insight: Insight, key: str, *, stance: str, by: User) -> None:
    """Rest the insight on the piece of this key: a passage's number, or `m` and a measurement's."""
    rows: Any = Measurement if key.startswith("m") else Highlight
    piece = rows.objects.visible_to(by).filter(pk__in=_numbers([key.removeprefix("m")])).first()
    if piece is None:
        raise Http404
    if isinstance(piece, Measurement):
        evidence.cite_measurement(insight=insight, measurement=piece, stance=stance, by=by)
    else:
        evidence.cite(insight=insight, highlight=piece, stance=stance, by=by)


def _tied(insight: Insight, key: str) -> InsightEvidence:
    found = _rows_of(insight.evidence.all(), key).first()
    if found is None:
        raise Http404
    return found


def _rows_of(rows: QuerySet[InsightEvidence], key: str) -> QuerySet[InsightEvidence]:
    end = "measurement" if key.startswith("m") else "highlight"
    return rows.filter(**{f"{end}__in": _numbers([key.removeprefix("m")])})


def _numbers(given: list[str]) -> list[int]:
    return [int(one) for one in given[:MOST_AT_ONCE] if one.isascii() and one.isdecimal() and len(one) < 19]


def _after(request: HttpRequest) -> int | None:
    return next(iter(_numbers([request.GET.get("after", "")])), None)


def _query(request: HttpRequest) -> str:
    """Return what the list is narrowed down by, without its place."""
    given = request.GET.copy()
    given.pop("after", None)
    return given.urlencode()


def _desk() -> InsightAdmin:
    return cast("InsightAdmin", admin.site.get_model_admin(Insight))
