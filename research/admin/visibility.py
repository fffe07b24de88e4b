"""Pages show what the person may see: rows, choices of related rows, and filters by them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Field, ForeignObjectRel, Model, QuerySet
from django.http import HttpRequest

from research.models import Viewer


def visible(queryset: QuerySet[Any], user: Viewer) -> QuerySet[Any]:
    """Restrict rows of any model to what the user may see. Models without `visible_to` hold nothing to hide."""
    restrict = getattr(queryset, "visible_to", None)
    return restrict(user) if restrict else queryset


class VisibleRows(BaseModelAdmin[Any]):
    """For admins and inlines alike: an invisible row is neither listed, nor opened, nor accepted as related."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(super().get_queryset(request), request.user)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db).all()
        return visible(queryset, request.user)


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """Offers visible rows only. Every filter by a related row is one of these, for it takes Django's place."""

    def field_choices(
        self,
        field: Field[Any, Any] | ForeignObjectRel,
        request: HttpRequest,
        model_admin: admin.ModelAdmin[Any],
    ) -> list[tuple[str, Any]]:
        related: type[Model] = field.remote_field.model  # type: ignore[union-attr]
        return field.get_choices(  # type: ignore[return-value]
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),  # type: ignore[arg-type]
            limit_choices_to={"pk__in": visible(related._default_manager.all(), request.user).values("pk")},
        )


admin.FieldListFilter.register(lambda field: bool(field.remote_field), VisibleRelatedFilter, take_priority=True)
