"""From a funnel onwards: kept as a metric, or attached to an opportunity. A page with one form each."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from research.admin.refusals import explain
from research.admin.showing import page
from research.behaviour import citing, keeping
from research.models import Funnel, FunnelMetric, Insight, Metric, Opportunity, User
from research.operations.measured import Attached
from research.operations.refusals import Refused


class StepsForm(forms.Form):
    """Between which steps. From the first to the last, unless the address says others."""

    from_step = forms.TypedChoiceField(label="From step", coerce=int)
    to_step = forms.TypedChoiceField(label="To step", coerce=int)

    def __init__(self, *args: Any, funnel: Funnel, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.funnel, self.by = funnel, by
        steps = [(number, f"{number} {step['event']}") for number, step in enumerate(funnel.steps, 1)]
        self._choose("from_step", steps[:-1], initial=1)
        self._choose("to_step", steps[1:], initial=len(steps))

    def _choose(self, name: str, steps: Sequence[tuple[int, str]], *, initial: int) -> None:
        field = cast("forms.TypedChoiceField", self.fields[name])
        field.choices = steps
        self.initial.setdefault(name, initial)

    def attempt(self, step: Any) -> Any:
        """Run one operation. What is refused becomes an error of the form, and None is returned."""
        try:
            with transaction.atomic():
                return step()
        except (Refused, IntegrityError) as error:
            refusal = explain(error)
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
        return None


class KeepForm(StepsForm):
    name = forms.CharField(label="Name of the metric", max_length=Metric._meta.get_field("name").max_length)
    every = forms.ChoiceField(label="Measured", choices=FunnelMetric.Every.choices, initial=FunnelMetric.Every.WEEK)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", self.funnel.name[:100])

    def save(self) -> FunnelMetric | None:
        made: FunnelMetric | None = self.attempt(lambda: keeping.keep(self.funnel, by=self.by, **self.cleaned_data))
        return made


class _Statements(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.statement)


class _Titles(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class AttachForm(StepsForm):
    opportunity = _Statements(Opportunity.objects.none(), empty_label="Choose an opportunity")
    insight = _Titles(
        Insight.objects.none(),
        label="Through which insight",
        required=False,
        empty_label="A new one, which says what is lost",
        help_text="An opportunity rests on insights; the figure becomes evidence of this one.",
    )
    title = forms.CharField(
        label="Title of the new insight", required=False, max_length=200, help_text="Left empty, it says what is lost."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opportunities = Opportunity.objects.visible_to(self.by).filter(product=self.funnel.source.product)
        cast("_Statements", self.fields["opportunity"]).queryset = opportunities.defer("search").order_by("-pk")
        insights = Insight.objects.visible_to(self.by).filter(study__isnull=True)
        cast("_Titles", self.fields["insight"]).queryset = insights.defer("search").order_by("-pk")

    def save(self) -> Attached | None:
        given = self.cleaned_data
        made: Attached | None = self.attempt(
            lambda: citing.attach(
                self.funnel,
                from_step=given["from_step"],
                to_step=given["to_step"],
                to=given["opportunity"],
                insight=given["insight"],
                title=given["title"],
                by=self.by,
                at=timezone.now(),
            )
        )
        return made


@permission_required(["research.add_funnelmetric", "research.add_metric"], raise_exception=True)
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which steps become a metric, and how often it is measured."""
    funnel = _funnel(request, pk)
    form = KeepForm(request.POST or None, funnel=funnel, by=_user(request), initial=_initial(request))
    if request.method == "POST" and form.is_valid() and (made := form.save()):
        messages.success(request, "Kept. Its first values come as soon as they are counted.")
        return HttpResponseRedirect(reverse("metric", args=[made.metric_id]))
    return _form_page(request, funnel, form, template="workplace/funnel_keep.html", title="Keep as a metric")


@permission_required(
    ["research.add_measurement", "research.add_insightevidence", "research.add_opportunityevidence"],
    raise_exception=True,
)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which loss speaks for which opportunity."""
    funnel = _funnel(request, pk)
    form = AttachForm(request.POST or None, funnel=funnel, by=_user(request), initial=_initial(request))
    if request.method == "POST" and form.is_valid() and (made := form.save()):
        messages.success(request, "Attached. It tells how many, not why.")
        return HttpResponseRedirect(reverse("admin:research_insight_change", args=[made.insight.pk]))
    return _form_page(request, funnel, form, template="workplace/funnel_attach.html", title="Attach to an opportunity")


@require_POST
@permission_required("research.change_funnelmetric", raise_exception=True)
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a kept metric measured now."""
    kept = get_object_or_404(FunnelMetric.objects.visible_to(_user(request)), pk=pk)
    keeping.request(kept)
    messages.success(request, "A worker looks now whether something is due.")
    return HttpResponseRedirect(reverse("funnel", args=[kept.funnel_id]))


@require_POST
@permission_required("research.delete_funnelmetric", raise_exception=True)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Measure it no longer. The metric stays, with its values."""
    kept = get_object_or_404(FunnelMetric.objects.visible_to(_user(request)).select_related("metric"), pk=pk)
    kept.delete()
    messages.success(request, f"{kept.metric.name} is not measured any longer. Its values stay.")
    return HttpResponseRedirect(reverse("funnel", args=[kept.funnel_id]))


def _funnel(request: HttpRequest, pk: int) -> Funnel:
    return get_object_or_404(Funnel.objects.visible_to(_user(request)).select_related("source__product"), pk=pk)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _initial(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("from_step", "to_step", "opportunity") if name in request.GET}


def _form_page(request: HttpRequest, funnel: Funnel, form: StepsForm, *, template: str, title: str) -> HttpResponse:
    status = 400 if form.errors else 200
    return page(request, template, title=title, subtitle=funnel.name, status=status, funnel=funnel, form=form)
