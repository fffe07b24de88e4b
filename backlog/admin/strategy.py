"""Strategy: the vision, and each objective with its key results, their pace or their grade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from backlog.models import CheckIn, KeyResult, Objective, ProductVision
from backlog.operations import objectives
from backlog.operations.objectives import Standing
from research.admin import figures, marks
from research.admin.figures import decimal
from research.admin.measuring import day, number
from research.admin.showing import page
from research.models import Metric, Opportunity, Product, User
from research.operations.refusals import Refused

MOST_OBJECTIVES = 60
TONES: Mapping[str, marks.Tone] = {
    "on_track": "good",
    "at_risk": "warn",
    "off_track": "bad",
    "green": "good",
    "yellow": "warn",
    "red": "bad",
}
STATES = dict(CheckIn.State.choices)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A key result in words and shares of the bar's 100. `said` is how the last check-in saw it."""

    one: KeyResult
    start: str
    target: str
    current: str
    way: int
    time: int | None
    tone: str
    state: str
    grade: str
    forecast: str
    last: CheckIn | None
    said: str
    said_tone: str


@dataclass(frozen=True, kw_only=True)
class Section:
    objective: Objective
    starts: str
    rows: tuple[Row, ...]
    grade: str
    is_due: bool


class CheckInForm(forms.Form):
    on = day("On")
    value = number("Value", required=True)
    state = forms.ChoiceField(label="How it goes", choices=CheckIn.State.choices)
    note = forms.CharField(label="Why", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})  # type: ignore[arg-type]  # passed on as given
        self.fields["on"].initial = timezone.localdate


@permission_required("backlog.view_objective", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show a product's strategy (`?product=2` where there are several), open objectives first."""
    products = list(Product.objects.order_by("name", "id"))
    product = _product(request, products)
    versions = list(ProductVision.objects.filter(product=product).select_related("created_by").newest_first()[:10])
    sections = [_section(one) for one in _objectives(product)] if product else []
    return page(
        request,
        "workplace/strategy.html",
        title="Strategy",
        products=products,
        product=product,
        vision=versions[0] if versions else None,
        before=versions[1:],
        open=[one for one in sections if one.objective.closed_on is None],
        closed=[one for one in sections if one.objective.closed_on is not None],
    )


@permission_required("backlog.add_checkin", raise_exception=True)
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask where a key result stands, beside all that was said before."""
    rows = KeyResult.objects.visible_to(_user(request)).select_related("objective", "metric")
    found = get_object_or_404(rows.prefetch_related(Prefetch("check_ins", CheckIn.objects.select_related("by"))), pk=pk)
    form = CheckInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _said(form, found, request):
        messages.success(request, "Checked in.")
        return HttpResponseRedirect(f"{reverse('strategy')}?product={found.objective.product_id}")
    said = [
        (one, figures.said(one.value, found.metric), TONES[one.state])
        for one in objectives.in_time(found.check_ins.all())
    ]
    return page(
        request,
        "workplace/check_in.html",
        title="Check in",
        subtitle=found.metric.name,
        status=400 if form.errors else 200,
        row=_row(found, found.objective),
        form=form,
        said=said[::-1],
    )


@require_POST
@permission_required("backlog.change_objective", raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the objective today, or open it again if it is closed."""
    found = get_object_or_404(Objective.objects.visible_to(_user(request)), pk=pk)
    try:
        if "reopen" in request.POST:
            objectives.reopen(found, by=_user(request))
            messages.success(request, "Open again.")
        else:
            objectives.close(found, by=_user(request), on=timezone.localdate())
            messages.success(request, "Closed. Its key results are graded by what was checked in last.")
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{reverse('strategy')}?product={found.product_id}")


def _said(form: CheckInForm, key_result: KeyResult, request: HttpRequest) -> CheckIn | None:
    said = CheckIn(key_result=key_result, **form.cleaned_data)
    try:
        return objectives.check_in(said, by=_user(request), today=timezone.localdate())
    except Refused as error:
        field = getattr(error, "field", "")
        form.add_error(field if field in form.fields else None, str(error))
    return None


def _objectives(product: Product) -> list[Objective]:
    """Newest due first. Five queries, however many there are."""
    results = KeyResult.objects.select_related("metric").prefetch_related(
        "check_ins", Prefetch("opportunities", Opportunity.objects.current().only("id", "statement"))
    )
    rows = Objective.objects.filter(product=product).order_by("-due_on", "-id")
    return list(rows.prefetch_related(Prefetch("key_results", results.order_by("id")))[:MOST_OBJECTIVES])


def _section(objective: Objective) -> Section:
    graded = objectives.grade(objective, today=timezone.localdate())
    return Section(
        objective=objective,
        starts=_starts(objective),
        rows=tuple(_row(one, objective) for one in objective.key_results.all()),
        grade="" if graded is None else f"{graded:.2f}",
        is_due=objective.closed_on is None and objective.due_on < timezone.localdate(),
    )


def _starts(objective: Objective) -> str:
    """The year is said once where it is the same."""
    is_one_year = objective.starts_on.year == objective.due_on.year
    return f"{objective.starts_on:%-d %b}" if is_one_year else f"{objective.starts_on:%-d %b %Y}"


def _row(one: KeyResult, objective: Objective) -> Row:
    one.objective = objective
    standing = objectives.standing(one, today=timezone.localdate())
    said = objectives.in_time(one.check_ins.all())
    last = said[-1] if said else None
    state = standing.pace.state if standing.pace else standing.colour or ""
    return Row(
        one=one,
        start=figures.said(one.start, one.metric),
        target=figures.said(one.target, one.metric),
        current=figures.said(standing.current, one.metric),
        way=round(100 * (standing.pace.way if standing.pace else standing.grade or 0)),
        time=round(100 * standing.pace.time) if standing.pace else None,
        tone=TONES[state],
        state=STATES.get(state, str(state)),
        grade="" if standing.grade is None else f"{standing.grade:.2f}",
        forecast=_forecast(standing, one.metric, objective.due_on),
        last=last,
        said=last.get_state_display() if last else "",
        said_tone=TONES[last.state] if last else "plain",
    )


def _forecast(standing: Standing, metric: Metric, due_on: date) -> str:
    if standing.pace is None or standing.pace.forecast is None:
        return ""
    return f"{figures.said(decimal(standing.pace.forecast), metric)} on {due_on:%-d %b} if it goes on like this"


def _product(request: HttpRequest, products: list[Product]) -> Product | None:
    given = request.GET.get("product", "")
    if not given:
        return products[0] if products else None
    if not given.isdecimal():
        raise BadRequest("A product is asked for by its number.")
    found = next((one for one in products if str(one.pk) == given), None)
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
