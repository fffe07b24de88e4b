"""A new Kano survey in two steps: about which items, then in which words, whom and until when."""

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from backlog.models import BacklogItem, KanoSurvey
from backlog.models.kano_survey import FEWEST, MOST
from backlog.operations import kano_surveys
from backlog.operations.kano_surveys import LONGEST_WORDING, USUAL_LIFE, Wording
from research.admin.measuring import day
from research.admin.showing import page
from research.models import Segment, User
from research.operations.refusals import Refused

MOST_OFFERED = 200
INTRODUCTION = "We would like to know what matters to you. It takes about {minutes} minutes."


class SurveyForm(forms.Form):
    """Everything but the items, which were chosen before."""

    title = forms.CharField(max_length=200, help_text="For colleagues; whoever answers does not see it.")
    introduction = forms.CharField(
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Stands above the questions.",
    )
    segments = forms.ModelMultipleChoiceField(
        Segment.objects.none(),
        required=False,
        label="A link of its own for",
        help_text="So that answers are told apart by segment. There is one for everybody, too.",
        widget=forms.CheckboxSelectMultiple,
    )
    until = day("Open until", "Last day. It can be closed before.")

    def __init__(self, *args: Any, items: list[BacklogItem], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.items = items
        segments = cast("forms.ModelMultipleChoiceField[Segment]", self.fields["segments"])
        segments.queryset = Segment.objects.visible_to(user).order_by("name")
        self.fields["until"].initial = lambda: timezone.localdate() + USUAL_LIFE
        self.fields["introduction"].initial = INTRODUCTION.format(minutes=max(2, round(len(items) * 0.5)))
        for item in items:
            words = kano_surveys.suggested(item)
            self.fields[f"functional_{item.pk}"] = _wording("If it is there", words.functional)
            self.fields[f"dysfunctional_{item.pk}"] = _wording("If it is not there", words.dysfunctional)

    def questions(self) -> list[tuple[BacklogItem, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"functional_{one.pk}"], self[f"dysfunctional_{one.pk}"]) for one in self.items]

    def save(self, *, by: User) -> KanoSurvey | None:
        """Make it, or leave in the form why not."""
        given = self.cleaned_data
        survey = KanoSurvey(
            title=given["title"],
            introduction=given["introduction"],
            expires_at=timezone.make_aware(datetime.combine(given["until"], time(23, 59, 59))),
        )
        wordings = [
            Wording(item=one, functional=given[f"functional_{one.pk}"], dysfunctional=given[f"dysfunctional_{one.pk}"])
            for one in self.items
        ]
        try:
            return kano_surveys.define(survey, wordings=wordings, segments=given["segments"], at=timezone.now(), by=by)
        except Refused as error:
            self.add_error("until" if getattr(error, "field", "") == "expires_at" else None, str(error))
        return None


@permission_required("backlog.add_kanosurvey", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Ask for the items, unless they were chosen (`item`, as often as there are); then for the rest; then make it."""
    items = _chosen(request)
    asked = request.POST if request.method == "POST" else request.GET
    if not FEWEST <= len(items) <= MOST or asked.get("step") not in {"words", "save"}:
        too_many = asked.get("step") in {"words", "save"}
        return _choose(
            request, items, refusal=f"Choose {FEWEST} to {MOST}; these are {len(items)}." if too_many else ""
        )
    user = cast("User", request.user)
    form = SurveyForm(request.POST if asked.get("step") == "save" else None, items=items, user=user)
    if form.is_bound and form.is_valid() and (made := form.save(by=user)):
        messages.success(request, "The survey is open. Copy a link below and send it.")
        return HttpResponseRedirect(reverse("kano_survey", args=[made.pk]))
    return page(
        request,
        "workplace/kano_new.html",
        title="New Kano survey",
        status=400 if form.errors else 200,
        items=items,
        form=form,
    )


def _choose(request: HttpRequest, items: list[BacklogItem], *, refusal: str) -> HttpResponse:
    """Offer what is unfinished, in its order, and whatever was chosen already."""
    rows = BacklogItem.objects.visible_to(request.user).defer("search").select_related("product")
    offered = list(rows.unfinished().order_by("product", "rank", "pk")[:MOST_OFFERED])
    known = {one.pk for one in offered}
    return page(
        request,
        "workplace/kano_choose.html",
        title="New Kano survey",
        status=400 if refusal else 200,
        offered=[*(one for one in items if one.pk not in known), *offered],
        chosen={one.pk for one in items},
        refusal=refusal,
        fewest=FEWEST,
        most=MOST,
    )


def _chosen(request: HttpRequest) -> list[BacklogItem]:
    """The items that were named, in the order of the backlog."""
    given = (request.POST if request.method == "POST" else request.GET).getlist("item")[:MOST_OFFERED]
    ids = [one for one in given if one.isascii() and one.isdecimal() and len(one) < 19]
    rows = BacklogItem.objects.visible_to(request.user).filter(pk__in=ids).defer("search")
    return list(rows.select_related("product").order_by("rank", "pk"))


def _wording(label: str, words: str) -> forms.CharField:
    return forms.CharField(
        label=label, initial=words, max_length=LONGEST_WORDING, widget=forms.Textarea(attrs={"rows": 2})
    )
