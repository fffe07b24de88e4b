"""Testing what a solution rests on: the block on an item's page, and the pages to plan a test and record its result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from backlog.admin.assumption_test import effect_of, standing
from backlog.models import AssumptionTest, BacklogItem
from backlog.operations import assumption_tests
from backlog.operations.assumption_tests import Outcome
from research.admin.links import form_address_of, link_to
from research.admin.refusals import explain
from research.admin.showing import page
from research.models import EvidenceClass, Interview, Study, User, Viewer
from research.operations.refusals import Refused

ASKS: Mapping[str, str] = {
    "desirability": "desirability: do they want it?",
    "usability": "usability: can they use it?",
    "feasibility": "feasibility: can we build it?",
    "viability": "viability: does it pay?",
    "ethics": "ethics: should we?",
}
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A test in words and addresses."""

    test: AssumptionTest
    standing: SafeString
    effect: str
    leads_to: str | SafeString
    address: str
    record: str


class Titled(forms.ModelChoiceField[Any]):
    """A choice among records by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class PlanForm(forms.ModelForm[AssumptionTest]):
    class Meta:
        model = AssumptionTest
        fields = (
            "assumption",
            "kind",
            "method",
            "criterion",
            "plan",
            "participants",
            "planned_on",
            "study",
            "interview",
        )
        widgets = {
            "assumption": forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
            "criterion": forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
            "plan": forms.Textarea(attrs={"rows": 3}),
            "planned_on": DAY,
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        cast("forms.ChoiceField", self.fields["kind"]).choices = list(ASKS.items())
        tests = Interview.objects.visible_to(by).filter(kind=Interview.Kind.USABILITY_TEST)
        self.fields["study"] = Titled(Study.objects.visible_to(by).order_by("title"), required=False)
        self.fields["interview"] = Titled(tests.order_by("-held_at", "-pk").defer("search"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("study") and cleaned.get("interview"):
            self.add_error("interview", "Name a study or one of its sessions, not both.")
        return cleaned


class ResultForm(forms.Form):
    result = forms.ChoiceField(
        label="What came out",
        choices=[
            ("supported", "Supported: the criterion was met"),
            ("refuted", "Refuted: it was not"),
            ("inconclusive", "Inconclusive: we cannot say"),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In words",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What happened, and what surprised you.",
    )
    done_on = forms.DateField(label="Done on", widget=DAY)
    participants = forms.IntegerField(
        label="Participants",
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="Those of the interview or study that it leads to, if left empty.",
    )
    evidence_class = forms.ModelChoiceField(
        EvidenceClass.objects.none(),
        label="Class of evidence",
        required=False,
        help_text="What up to three people showed in sessions is anecdotal.",
    )

    def __init__(self, *args: Any, test: AssumptionTest, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["done_on"].initial = test.done_on or timezone.localdate()
        self.fields["participants"].initial = test.participants
        self.fields["result"].initial, self.fields["words"].initial = test.result, test.result_words
        classes = cast("forms.ModelChoiceField[EvidenceClass]", self.fields["evidence_class"])
        classes.queryset = EvidenceClass.objects.order_by("weight", "pk")
        classes.empty_label = f"What a {test.get_method_display()} usually gives"
        if test.result:
            classes.initial = test.evidence_class_id


def of(item: BacklogItem, *, viewer: Viewer) -> list[Shown]:
    """Return the item's tests, known ones first. One query."""
    rows = AssumptionTest.objects.visible_to(viewer).filter(item=item).in_story_order()
    found = rows.select_related("evidence_class", "interview", "study", "measurement__metric", "created_by")
    return [_shown(one) for one in found]


@permission_required("backlog.add_assumptiontest", raise_exception=True)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a test of the item."""
    user = cast("User", request.user)
    item = get_object_or_404(BacklogItem.objects.visible_to(user), pk=pk)
    form = PlanForm(request.POST or None, by=user, instance=AssumptionTest(item=item))
    if request.method == "POST" and form.is_valid():
        made = _attempt(form, lambda: assumption_tests.plan(form.save(commit=False), by=user, at=timezone.now()))
        if made:
            messages.success(request, "Planned. Once it is done, record its result here.")
            return HttpResponseRedirect(f"{form_address_of(item)}#tests")
    return page(
        request,
        "workplace/plan_test.html",
        title="Plan a test",
        subtitle=str(item),
        status=400 if form.errors else 200,
        item=item,
        item_address=form_address_of(item),
        form=form,
    )


@permission_required("backlog.change_assumptiontest", raise_exception=True)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what came out of a test, beside what was to count as success."""
    user = cast("User", request.user)
    rows = AssumptionTest.objects.visible_to(user).select_related("item", "evidence_class", "measurement")
    test = get_object_or_404(rows, pk=pk)
    form = ResultForm(request.POST or None, test=test)
    if request.method == "POST" and form.is_valid():
        outcome = Outcome(**form.cleaned_data)
        if done := _attempt(form, lambda: assumption_tests.record(test, outcome, by=user, at=timezone.now())):
            messages.success(request, f"Recorded. {effect_of(done)}")
            return HttpResponseRedirect(f"{form_address_of(test.item)}#tests")
    return page(
        request,
        "workplace/record_test.html",
        title="Record its result",
        subtitle=test.assumption,
        status=400 if form.errors else 200,
        test=test,
        item_address=form_address_of(test.item),
        test_address=form_address_of(test),
        form=form,
    )


def _attempt(form: Any, step: Any) -> AssumptionTest | None:
    """Run the operation; what it refuses becomes an error of the form."""
    try:
        with transaction.atomic():
            made: AssumptionTest = step()
            return made
    except (Refused, IntegrityError) as error:
        refusal = explain(error)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    return None


def _shown(test: AssumptionTest) -> Shown:
    return Shown(
        test=test,
        standing=standing(test),
        effect=effect_of(test),
        leads_to=_leads_to(test),
        address=form_address_of(test),
        record=reverse("record_test", args=[test.pk]),
    )


def _leads_to(test: AssumptionTest) -> str | SafeString:
    if test.interview:
        return link_to(test.interview, test.interview.title)
    if test.study:
        return link_to(test.study, test.study.title)
    if test.measurement:
        return link_to(test.measurement.metric, test.measurement.metric.name)
    return ""
