"""What the palette (Ctrl/⌘ K) finds besides the menu's pages: records by the words of their titles."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils.text import Truncator

from backlog.models import BacklogItem
from research.admin.links import address_of
from research.models import Account, Insight, Interview, Opportunity, Participant, Record, RecordQuerySet, Study, Tag
from research.models.searching import beginning_with

MOST_OF_A_KIND = 4
LONGEST_QUESTION = 200


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A kind of record that can be gone to, the field that it is called by, and the code that people know it by."""

    model: type[Record]
    named_by: str
    code: str = ""

    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"


SHELVES = (
    Shelf(model=Study, named_by="title"),
    Shelf(model=Insight, named_by="title"),
    Shelf(model=BacklogItem, named_by="title", code="external_references__key"),
    Shelf(model=Opportunity, named_by="statement"),
    Shelf(model=Interview, named_by="title"),
    Shelf(model=Participant, named_by="code", code="code"),
    Shelf(model=Tag, named_by="name"),
    Shelf(model=Account, named_by="name"),
)


def view(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with the newest few of each kind that have all its words, or words that begin so.

    A query for each kind that the person may read; each goes by the index of full text.
    """
    text = request.GET.get("q", "")[:LONGEST_QUESTION].strip()
    words = beginning_with(text)
    shelves = [shelf for shelf in SHELVES if request.user.has_perm(shelf.permission())] if words else []
    found = [line for shelf in shelves for line in _lines(shelf, request, Q(search=words), text)]
    return JsonResponse({"results": found})


def _lines(shelf: Shelf, request: HttpRequest, found: Q, text: str) -> Iterator[dict[str, str]]:
    rows: RecordQuerySet[Record] = shelf.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
    if shelf.code:
        coded = shelf.model._default_manager.filter(**{f"{shelf.code}__istartswith": text})
        found |= Q(pk__in=coded.values("pk"))
    for row in rows.filter(found).order_by("-id")[:MOST_OF_A_KIND]:
        yield {
            "value": address_of(row),
            "label": Truncator(getattr(row, shelf.named_by)).chars(120),
            "hint": str(shelf.model._meta.verbose_name),
        }
