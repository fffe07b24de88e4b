"""What the palette (Ctrl/⌘ K) finds besides the menu's pages: records by the words of their titles."""

from collections.abc import Iterator
from dataclasses import dataclass

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
    """A kind of record that can be gone to, and the field that it is called by."""

    model: type[Record]
    named_by: str

    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"


SHELVES = (
    Shelf(model=Study, named_by="title"),
    Shelf(model=Insight, named_by="title"),
    Shelf(model=BacklogItem, named_by="title"),
    Shelf(model=Opportunity, named_by="statement"),
    Shelf(model=Interview, named_by="title"),
    Shelf(model=Participant, named_by="code"),
    Shelf(model=Tag, named_by="name"),
    Shelf(model=Account, named_by="name"),
)


def view(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with the newest few of each kind that have all its words, or words that begin so.

    A query for each kind that the person may read; each goes by the index of full text.
    """
    words = beginning_with(request.GET.get("q", "")[:LONGEST_QUESTION])
    shelves = [shelf for shelf in SHELVES if request.user.has_perm(shelf.permission())] if words else []
    found = [line for shelf in shelves for line in _lines(shelf, request, words)]
    return JsonResponse({"results": found})


def _lines(shelf: Shelf, request: HttpRequest, words: object) -> Iterator[dict[str, str]]:
    rows: RecordQuerySet[Record] = shelf.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
    for row in rows.filter(search=words).order_by("-id")[:MOST_OF_A_KIND]:
        yield {
            "value": address_of(row),
            "label": Truncator(getattr(row, shelf.named_by)).chars(120),
            "hint": str(shelf.model._meta.verbose_name),
        }
