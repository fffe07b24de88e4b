"""What every page of a record does: show what may be seen, say who wrote it, never overwrite, never break.

`WorkplaceAdmin` is for any model, `RecordAdmin` for those that people edit (`Record`), `RecordInline` for
rows on another's page. Subclasses declare; where a write has a rule, `save_model` or an action makes one
operation call, and what it refuses is shown (`attempt`).
"""

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.text import capfirst

from research.admin.links import address_of, address_of_list
from research.admin.record_form import RecordForm
from research.admin.refusals import SHOWN, explain, refused
from research.admin.visibility import VisibleRows
from research.models import Record
from research.models.searching import beginning_with

M = TypeVar("M", bound=Model)
R = TypeVar("R", bound=Record)

MOST_COUNTED = 10_000
SEARCH = "search"
RECORD_FIELDS = ("created_at", "created_by", "updated_at", "uuid")


class CappedPaginator(Paginator[Any]):
    """Counts no further than 10,000 rows: whoever looks for one of more narrows the list, and no page is slow."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:MOST_COUNTED].count() if isinstance(rows, QuerySet) else len(rows)


class WorkplaceList(ChangeList):
    """Rows lead to where they are read; the form is a click from there."""

    def url_for_result(self, result: Model) -> str:
        return address_of(result)


class WorkplaceAdmin(VisibleRows, admin.ModelAdmin[M]):
    """Pages of any model. `operated_fields` are those that only an operation writes: shown, never typed."""

    operated_fields: Sequence[str] = ()
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    paginator = CappedPaginator
    ordering: ClassVar[Any] = ("-pk",)
    view_on_site = False
    empty_value_display = "–"

    def heading(self, obj: M) -> str:
        """Return what the record's own page is headed with. Titles may be shown there, unlike in `__str__`."""
        for name in ("title", "statement", "name"):
            if text := getattr(obj, name, ""):
                return str(text)
        return str(obj)

    def attempt(self, request: HttpRequest, step: Callable[[], str]) -> bool:
        """Run one operation for an action or a button, all or nothing; show the sentence it returns, or the refusal."""
        try:
            with transaction.atomic():
                sentence = step()
                connection.check_constraints()
        except SHOWN as error:
            self.message_user(request, explain(error).sentence, messages.ERROR)
            return False
        self.message_user(request, sentence, messages.SUCCESS)
        return True

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WorkplaceList

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> tuple[Any, ...]:
        return (*super().get_readonly_fields(request, obj), *self.operated_fields)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Find by the index of full text if `search_fields` name it, where a word that was only begun counts.

        What they name besides, such as a code, is found by any part of it.
        """
        if SEARCH not in self.search_fields:
            return super().get_search_results(request, queryset, search_term)
        words = beginning_with(search_term)
        if words is None:
            return queryset, False
        beside = [name for name in self.search_fields if name != SEARCH]
        parts = (Q(**{f"{name}__icontains": search_term.strip()}) for name in beside)
        return queryset.filter(reduce(operator.or_, parts, Q(search=words))), bool(beside)

    def get_action_choices(
        self, request: HttpRequest, default_choices: Any = None, action_location: Any = None
    ) -> list[tuple[str, str]]:
        """`action_location` is new in Django 6.1, which asks for it by that name."""
        location = {} if action_location is None else {"action_location": action_location}
        choices = default_choices or [("", "Choose what to do")]
        return super().get_action_choices(request, default_choices=choices, **location)

    def get_form(self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return refused(form, refusal) if refusal else form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form, or save it. What is refused while saving is undone, and the form comes back saying why."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except SHOWN as error:
            if request.method != "POST":
                raise
            request.refusal = explain(error)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not all(value.isdecimal() for value in request.POST.getlist("_selected_action")):
            raise BadRequest("A row that was selected has no number.")
        try:
            return super().changelist_view(request, extra_context)
        except SHOWN as error:
            return self._back(request, error)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except SHOWN as error:
            return self._back(request, error)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and hear now what the database would say at commit, before anybody reads that it was saved."""
        super().save_related(request, form, formsets, change)
        connection.check_constraints()

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        super().delete_model(request, obj)
        connection.check_constraints()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[M]) -> None:
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            connection.check_constraints()

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> HttpResponse:
        name = self.opts.verbose_name
        context["title"] = capfirst(name) if obj else f"New {name}"
        context["subtitle"] = self.heading(obj) if obj else None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _back(self, request: HttpRequest, error: Exception) -> HttpResponseRedirect:
        """Return to the list, saying why nothing was done."""
        self.message_user(request, explain(error).sentence, messages.ERROR)
        return HttpResponseRedirect(address_of_list(self.model))


class RecordAdmin(WorkplaceAdmin[R]):
    """Pages of a record: who made it and when is told at the end, and a stale form does not save."""

    form = RecordForm

    def get_fields(self, request: HttpRequest, obj: R | None = None) -> list[Any]:
        return [name for name in super().get_fields(request, obj) if name not in ("version", *RECORD_FIELDS)]

    def get_fieldsets(self, request: HttpRequest, obj: R | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [*fieldsets, ("About this record", {"fields": RECORD_FIELDS, "classes": ["collapse"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: R | None = None) -> tuple[Any, ...]:
        return (*super().get_readonly_fields(request, obj), *RECORD_FIELDS)

    def save_model(self, request: HttpRequest, obj: R, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: ModelForm[R], formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            if isinstance(row, Record) and row._state.adding:
                row.created_by = request.user  # type: ignore[assignment]
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()


class RecordInline(VisibleRows, admin.TabularInline[Any, Any]):
    """Rows on another record's page: those that the person may see, none added unasked."""

    extra = 0
    show_change_link = True


class ReadOnlyInline(RecordInline):
    """Rows that are read here and written elsewhere."""

    can_delete = False
    max_num = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
