"""Surveys and their answers as records: what is asked in a form, and every single answer with whom it came from."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.admin import figures, marks
from research.admin.base import RecordAdmin
from research.admin.links import address_of, link_to
from research.admin.product import OneProduct
from research.admin.record_form import RecordForm
from research.models import Metric, Opportunity, Survey, SurveyResponse, User
from research.operations import surveys
from research.statistics import periods


class Statements(forms.ModelMultipleChoiceField[Opportunity]):
    def label_from_instance(self, obj: Opportunity) -> str:
        return obj.statement


class SurveyForm(RecordForm):
    """What it asks. The opportunities are asked in the order of their statements."""

    opportunities = Statements(
        Opportunity.objects.none(),
        required=False,
        help_text="Of importance and satisfaction: each is rated twice, in its words. Ten or fewer are answered best.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = list(self.instance.statements.in_order()) if self.instance.pk else []
        ids = [one.opportunity_id for one in asked]
        choice = cast("Statements | None", self.fields.get("opportunities"))
        if choice is not None:
            choice.queryset = (Opportunity.objects.current() | Opportunity.objects.filter(pk__in=ids)).order_by("pk")
            self.initial.setdefault("opportunities", ids)
        if "metric" in self.fields:
            metric = cast("forms.ModelChoiceField[Metric]", self.fields["metric"])
            metric.queryset = Metric.objects.filter(formula="nps").order_by("name")
            metric.empty_label = "None"

    def asked(self) -> list[Opportunity] | None:
        """Return the opportunities that were chosen; None where the form did not ask."""
        if "opportunities" not in self.fields or self.cleaned_data.get("kind", self.instance.kind) == Survey.Kind.NPS:
            return None
        return list(self.cleaned_data["opportunities"])


@admin.register(Survey)
class SurveyAdmin(OneProduct, RecordAdmin[Survey]):
    form = SurveyForm
    list_display = ("title", "kind", "state", "wave_length", "language", "updated_at")
    list_filter = ("kind", "product")
    search_fields = ("title", "question")
    operated_fields = ("state", "asks_about")

    class Media:
        css: ClassVar = {"all": ("research/survey_form.css",)}

    def get_fields(self, request: HttpRequest, obj: Survey | None = None) -> list[Any]:
        words = ["question", "follow_up", "language", "wave_length"]
        if obj is None:
            return ["product", "title", "kind", *words, "metric", "opportunities"]
        if obj.is_nps:
            return ["product", "title", "kind", *words, "metric", "state"]
        chosen = "opportunities" if self.has_change_permission(request, obj) else "asks_about"
        return ["product", "title", "kind", "question", "language", "wave_length", chosen, "state"]

    def get_readonly_fields(self, request: HttpRequest, obj: Survey | None = None) -> tuple[Any, ...]:
        """Another kind, or of another product, is another survey."""
        return (*super().get_readonly_fields(request, obj), *(("product", "kind") if obj else ()))

    @admin.display(description="state")
    def state(self, survey: Survey) -> SafeString:
        return marks.chip("closed" if survey.is_closed else "open", "plain" if survey.is_closed else "good")

    @admin.display(description="opportunities")
    def asks_about(self, survey: Survey) -> str:
        return "; ".join(one.wording for one in survey.statements.in_order())

    def save_model(self, request: HttpRequest, obj: Survey, form: Any, change: bool) -> None:
        by, asked = cast("User", request.user), form.asked()
        if change:
            beside = {"opportunities", "version"}
            given = {name: form.cleaned_data[name] for name in form.changed_data if name not in beside}
            surveys.change(obj, by=by, opportunities=asked, **given)
        else:
            surveys.define(obj, by=by, opportunities=asked or ())

    def response_add(self, request: HttpRequest, obj: Survey, post_url_continue: str | None = None) -> HttpResponse:
        """Go to where its links are made."""
        response = super().response_add(request, obj, post_url_continue)
        goes_on = {"_addanother", "_continue", "_popup"} & set(request.POST)
        return response if goes_on else HttpResponseRedirect(address_of(obj))


@admin.register(SurveyResponse)
class SurveyResponseAdmin(RecordAdmin[SurveyResponse]):
    """One answer. It stays as it was given; who it was may be told later."""

    list_display = ("survey_title", "wave_shown", "score", "said", "segment", "answered_at")
    list_filter = ("survey__kind", "segment")
    list_select_related = ("survey", "segment")
    search_fields = ("survey__title",)
    autocomplete_fields = ("account", "participant")
    operated_fields = (
        "survey_link",
        "wave_shown",
        "answered_at",
        "score",
        "said",
        "rated",
        "became",
        "source_key",
    )

    def get_fields(self, request: HttpRequest, obj: SurveyResponse | None = None) -> list[Any]:
        asked = ["rated"] if obj and not obj.survey.is_nps else ["score", "said", "became"]
        who = ["segment", "account", "participant"]
        return ["survey_link", "wave_shown", "answered_at", *asked, *who, "source_key"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Answers come by a link, as a CSV or over the API."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyResponse]:
        rows = cast("Any", super().get_queryset(request))
        answers: QuerySet[SurveyResponse] = rows.with_words(at=timezone.now())
        return answers

    def heading(self, obj: SurveyResponse) -> str:
        return f"Answer to {obj.survey.title}"

    @admin.display(description="survey", ordering="survey__title")
    def survey_title(self, row: SurveyResponse) -> str:
        return row.survey.title

    @admin.display(description="survey")
    def survey_link(self, row: SurveyResponse) -> str:
        return link_to(row.survey, row.survey.title)

    @admin.display(description="wave", ordering="wave")
    def wave_shown(self, row: SurveyResponse) -> str:
        period = periods.around(row.wave, row.survey.wave_length)
        return figures.period(period.start, period.end)

    @admin.display(description="comment")
    def said(self, row: SurveyResponse) -> str:
        if row.withheld:  # type: ignore[attr-defined]  # annotated by `with_words`
            return f"withheld: {row.withheld}"  # type: ignore[attr-defined]
        return str(row.words) or "–"  # type: ignore[attr-defined]

    @admin.display(description="ratings (importance, satisfaction)")
    def rated(self, row: SurveyResponse) -> SafeString:
        ratings = row.ratings.select_related("statement").order_by("statement__position")
        words = "; ".join(f"{one.statement.wording} {one.importance}, {one.satisfaction}" for one in ratings)
        return format_html("{}", words)

    @admin.display(description="comment became")
    def became(self, row: SurveyResponse) -> str:
        if row.feedback:
            return link_to(row.feedback, "feedback")
        return "feedback that is gone" if row.taken_up_at else "–"
