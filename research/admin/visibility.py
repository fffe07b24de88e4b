"""Pages show what the person may see: rows, choices of related rows, and filters by them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Field, ForeignObjectRel, Model, QuerySet, URLField
from django.http import HttpRequest

from research.models import Viewer


def visible(queryset: QuerySet[Any], user: Viewer) -> QuerySet[Any]:
    """Restrict rows of any model to what the user may see. Models without `visible_to` hold nothing to hide."""
    restrict = getattr(queryset, "visible_to", None)
    return restrict(user) if restrict else queryset


def heading_of(model: type[Model], *, site: AdminSite) -> Callable[[Any], str]:
    """Return what the model's rows are called where somebody chooses one: as their own pages are headed."""
    return getattr(site.get_model_admin(model), "heading", str) if site.is_registered(model) else str


class VisibleRows(BaseModelAdmin[Any]):
    """For admins and inlines alike: an invisible row is neither listed, nor opened, nor accepted as related."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(super().get_queryset(request), request.user)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db).all()
        return visible(queryset, request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return self._called(super().formfield_for_foreignkey(db_field, request, **kwargs), db_field)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return self._called(super().formfield_for_manytomany(db_field, request, **kwargs), db_field)

    def _called(self, field: Any, db_field: Any) -> Any:
        if field is not None:
            field.label_from_instance = heading_of(db_field.remote_field.model, site=self.admin_site)
        return field


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """Offers visible rows only. Every filter by a related row is one of these, for it takes Django's place."""

    def field_choices(
        self,
        field: Field[Any, Any] | ForeignObjectRel,
        request: HttpRequest,
        model_admin: admin.ModelAdmin[Any],
    ) -> list[tuple[str, Any]]:
        related: type[Model] = field.remote_field.model  # type: ignore[union-attr]
        rows = visible(related._default_manager.all(), request.user)
        heading = heading_of(related, site=model_admin.admin_site)
        ordering = self.field_admin_ordering(field, request, model_admin)  # type: ignore[arg-type]
        return [(row.pk, heading(row)) for row in rows.order_by(*ordering)]


admin.FieldListFilter.register(lambda field: bool(field.remote_field), VisibleRelatedFilter, take_priority=True)
