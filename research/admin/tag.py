"""The codebook: topics with definitions, in a tree."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.asking import AskingAdmin, Button
from research.admin.base import RecordAdmin
from research.admin.counting import with_counts
from research.admin.links import link_to, link_to_list
from research.models import Highlight, Tag, Tagging, User
from research.operations import tags


def path_of(tag: Tag) -> str:
    """Return the path of a tag that was asked for with it."""
    return str(tag.path)  # type: ignore[attr-defined]  # annotated


class Tree(ChangeList):
    """In the order of the paths, so that the list reads as a tree, unless somebody sorts it otherwise."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        return super().get_ordering(request, queryset) if ORDER_VAR in self.params else ["path", "pk"]


class IntoForm(forms.Form):
    into = forms.ModelChoiceField(Tag.objects.none(), label="Merge into", help_text="It keeps its name and colour.")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = cast("forms.ModelChoiceField[Tag]", self.fields["into"])
        into.queryset = Tag.objects.visible_to(user).current().with_path().order_by("path")  # type: ignore[misc]  # annotated
        into.label_from_instance = path_of  # type: ignore[method-assign,assignment]


@admin.register(Tag)
class TagAdmin(AskingAdmin[Tag], RecordAdmin[Tag]):
    list_display = ("where", "look", "definition", "also", "study", "highlight_count")
    list_display_links = ("where",)
    list_filter = ("study", ("parent", admin.EmptyFieldListFilter), ("merged_into", admin.EmptyFieldListFilter))
    list_select_related = ("study",)
    search_fields = ("search", "aliases")
    fields = ("name", "parent", "definition", "aliases", "colour", "study")
    autocomplete_fields = ("parent",)
    operated_fields = ("merged",)
    actions = ("merge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        seen = Highlight.objects.visible_to(request.user)
        used = Tagging.objects.filter(tag=OuterRef("pk"), highlight__in=seen)
        rows = super().get_queryset(request).with_path()  # type: ignore[attr-defined]
        return with_counts(rows, highlight_total=used)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Tree

    def get_fields(self, request: HttpRequest, obj: Tag | None = None) -> list[Any]:
        fields = super().get_fields(request, obj)
        return [*fields, "merged"] if obj and obj.merged_into_id else fields

    def heading(self, obj: Tag) -> str:
        return getattr(obj, "path", obj.name).replace("/", " / ")

    def buttons(self, request: HttpRequest, obj: Tag) -> Iterator[Button]:
        if not obj.merged_into_id:
            yield Button(action="merge", label="Merge …")

    @admin.display(description="tag", ordering="path")
    def where(self, tag: Tag) -> str:
        return self.heading(tag)

    @admin.display(description="looks")
    def look(self, tag: Tag) -> SafeString:
        return marks.tag(tag)

    @admin.display(description="also called")
    def also(self, tag: Tag) -> str:
        return ", ".join(tag.aliases)

    @admin.display(description="highlights", ordering="highlight_total")
    def highlight_count(self, tag: Tag) -> SafeString:
        total = tag.highlight_total  # type: ignore[attr-defined]  # annotated
        return link_to_list(Highlight, total, tags__id__exact=tag.pk)

    @admin.display(description="merged into")
    def merged(self, tag: Tag) -> str:
        return link_to(tag.merged_into)

    @admin.action(description="Merge into another tag …", permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse | None:
        """Ask for the tag that stays, saying what will move; then merge."""
        by = cast("User", request.user)
        form = self.answer(request, IntoForm, user=by)
        if not form.is_valid():
            moving = sum(tag.highlight_total for tag in queryset)  # type: ignore[attr-defined]  # annotated
            return self.ask(
                request,
                queryset,
                form=form,
                action="merge",
                question="Which tag stays?",
                lead=f"{moving} highlights move there; the names merged become aliases, and their children hang there.",
                button="Merge",
            )
        into = form.cleaned_data["into"]

        def step() -> str:
            sources = [tag for tag in queryset if tag.pk != into.pk]
            tags.merge(sources, into=into, by=by, at=timezone.now())
            return f"{len(sources)} merged into {into.name}."

        self.attempt(request, step)
        return None
