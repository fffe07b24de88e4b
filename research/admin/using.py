"""Using a measurement as evidence: behind an insight, there or new, and with it behind an opportunity."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.admin import figures, measured
from research.admin.links import address_of, link_to
from research.admin.refusals import explain
from research.admin.showing import page
from research.models import Insight, Measurement, Opportunity, Stance, User
from research.operations import measured as operations
from research.operations.measured import Attached
from research.operations.refusals import Refused

MOST_OFFERED = 300
"""So many insights are offered, those worked on last."""
RIGHTS = ("research.add_insightevidence", "research.add_insight", "research.view_measurement")


class PersonsForm(forms.Form):
    """A form that offers what the person who fills it in may see."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.by = by


class UseFields(PersonsForm):
    """What a measurement shall be evidence for. Whoever may not say so is not asked."""

    insight = forms.ModelChoiceField(Insight.objects.none(), required=False, label="Insight that it is evidence for")
    stance = forms.ChoiceField(choices=Stance.choices, required=False, label="How it stands to that insight")
    title = forms.CharField(required=False, max_length=operations.LONGEST_TITLE, label="Or a new insight, titled")
    opportunity = forms.ModelChoiceField(
        Opportunity.objects.none(),
        required=False,
        empty_label="None",
        label="Opportunity that the insight supports",
        help_text="It rests on the insight, and with it on the figure.",
    )
    uses = ("insight", "stance", "title", "opportunity")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        if not by.has_perms(RIGHTS):
            for name in self.uses:
                del self.fields[name]
        elif not by.has_perm("research.add_opportunityevidence"):
            del self.fields["opportunity"]
        self._offer("insight", _insights(by), "title")
        self._offer("opportunity", _opportunities(by), "statement")

    def _offer(self, name: str, rows: Any, words: str) -> None:
        if field := self.fields.get(name):
            choice = cast("forms.ModelChoiceField[Any]", field)
            choice.queryset = rows
            choice.label_from_instance = lambda obj: str(getattr(obj, words))  # type: ignore[method-assign]

    @property
    def use_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.uses if name in self.fields]

    @property
    def is_used(self) -> bool:
        given = self.cleaned_data
        return any(given.get(name) for name in ("insight", "title", "opportunity"))

    def use(self, measurement: Measurement) -> Attached | None:
        """Make it evidence in one call. Whatever is refused becomes an error of the form."""
        given = self.cleaned_data
        try:
            with transaction.atomic():
                return operations.attach(
                    measurement,
                    insight=given.get("insight"),
                    stance=given.get("stance") or Stance.SUPPORTS,
                    title=given.get("title", ""),
                    to=given.get("opportunity"),
                    by=self.by,
                )
        except (Refused, IntegrityError) as error:
            refusal = explain(error)
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
        return None


class UseForm(UseFields):
    """Something that was measured already: an insight is chosen or begun."""

    def __init__(self, *args: Any, measurement: Measurement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measurement = measurement
        cast("forms.ModelChoiceField[Insight]", self.fields["insight"]).empty_label = "A new one, titled below"
        self.fields["title"].initial = operations.statement_of(measurement).removesuffix(".")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("insight") and not cleaned.get("title"):
            self.add_error("title", "Choose an insight, or say what this one is to be called.")
        return cleaned


@permission_required(RIGHTS, raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what a measurement is evidence for."""
    by = cast("User", request.user)
    rows = Measurement.objects.visible_to(by).select_related("metric", "segment")
    measurement = get_object_or_404(rows, pk=pk)
    offered = {name: request.GET[name] for name in ("insight", "opportunity") if name in request.GET}
    form = UseForm(request.POST or None, measurement=measurement, by=by, initial=offered)
    if request.method == "POST" and form.is_valid() and (used := form.use(measurement)):
        messages.success(request, said(used))
        return HttpResponseRedirect(address_of(used.insight))
    return page(
        request,
        "workplace/use_measurement.html",
        title="Use as evidence",
        subtitle=figures.whole(measurement),
        status=400 if form.errors else 200,
        measurement=measurement,
        shown=measured.shown(measurement),
        form=form,
    )


def said(used: Attached) -> SafeString:
    """Tell what the figure is evidence for now."""
    return format_html("It is evidence for {}: how many, not why.", link_to(used.insight, f"“{used.insight.title}”"))


def _insights(by: User) -> Any:
    """Those worked on last; ordered as one looks for them."""
    rows = Insight.objects.visible_to(by).alive().defer("search")
    latest = rows.order_by("-updated_at", "-pk").values("pk")[:MOST_OFFERED]
    return rows.filter(pk__in=latest).order_by(Upper("title"), "pk")


def _opportunities(by: User) -> Any:
    return Opportunity.objects.visible_to(by).defer("search").order_by(Upper("statement"), "pk")
