"""The tree of tags, and beside it the chosen one with what people said. Its modules talk to the API."""

from dataclasses import asdict
from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.db.models import Exists, F, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from research.admin import quotes
from research.admin.links import address_of, form_address_of
from research.admin.showing import page
from research.codebook import merging, tree
from research.codebook.tree import Branch
from research.models import Highlight, Merge, Tag, Tagging, User
from research.operations.tags import CannotMerge

MOST_QUOTES = 500


@permission_required("research.view_tag", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the tree; with `?tag=`, that tag beside it. The queries do not grow with either."""
    user = cast("User", request.user)
    branches = tree.of(user)
    chosen = _chosen(request, branches)
    if not chosen and (merged := _merged_into(request, branches)):
        return HttpResponseRedirect(address_of(merged))
    return page(
        request,
        "workplace/codebook/tags.html",
        title="Tags",
        branches=branches,
        chosen=chosen,
        may_change=user.has_perm("research.change_tag"),
        **(_about(request, chosen, user) if chosen else {}),
    )


@permission_required("research.view_tag", raise_exception=True)
def merge_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would move if the tag were merged `?into=` another, or why it cannot be."""
    seen = Tag.objects.visible_to(request.user).current()
    into = request.GET.get("into", "")
    found = seen.in_bulk([pk, number_of(into)])
    if pk not in found or number_of(into) not in found:
        raise Http404
    try:
        preview = merging.preview(found[pk], into=found[number_of(into)], viewer=request.user)
    except CannotMerge as error:
        return JsonResponse({"refusal": str(error)})
    return JsonResponse(asdict(preview))


def _chosen(request: HttpRequest, branches: list[Branch]) -> Branch | None:
    wanted = number_of(request.GET.get("tag", ""))
    return next((branch for branch in branches if branch.tag.pk == wanted), None)


def _merged_into(request: HttpRequest, branches: list[Branch]) -> Tag | None:
    """Return where the tag went that the address names, if it was merged into one that the viewer sees."""
    wanted = number_of(request.GET.get("tag", ""))
    if not wanted:
        return None
    into = Tag.objects.visible_to(request.user).filter(pk=wanted).values_list("merged_into", flat=True).first()
    return next((branch.tag for branch in branches if branch.tag.pk == into), None)


def _about(request: HttpRequest, chosen: Branch, user: User) -> dict[str, Any]:
    """What the panel shows of the tag: its passages, examples and newest first, and what was merged into it."""
    tag = chosen.tag
    most = max(quotes.AT_ONCE, min(number_of(request.GET.get("quotes", "")), MOST_QUOTES))
    seen = Highlight.objects.visible_to(user).quotable()
    has_own = chosen.use.own > 0
    rows = seen.filter(tags=tag) if has_own else seen.filter(taggings__tag__branches__above=tag)
    example = Tagging.objects.filter(highlight=OuterRef("pk"), tag=tag, is_example=True)
    newest = rows.annotate(is_example=Exists(example)).order_by(
        "-is_example", F("note__interview__held_at").desc(nulls_last=True), "note", F("start").asc(nulls_last=True)
    )
    total = chosen.use.own if has_own else chosen.use.highlights
    return {
        "form_address": form_address_of(tag),
        "above": chosen.path[:-1],
        "quotes": quotes.shown(newest.distinct(), viewer=user, most=most),
        "are_below": not has_own,
        "total": total,
        "more": most + 4 * quotes.AT_ONCE if total > most else 0,
        "merged": _merged(tag),
        "colours": Tag.Colour.choices,
    }


def _merged(tag: Tag) -> list[dict[str, Any]]:
    """The merges into the tag that can be undone, the last first. Two queries."""
    merges = list(
        Merge.objects.standing()
        .filter(noun=Merge.Noun.TAG, kept_id=tag.pk)
        .select_related("merged_by")
        .order_by("-merged_at")[:10]
    )
    names = dict(Tag.objects.filter(pk__in=[one.merged_id for one in merges]).values_list("pk", "name"))
    return [
        {"pk": one.merged_id, "name": names[one.merged_id], "at": one.merged_at, "by": one.merged_by}
        for one in merges
        if one.merged_id in names
    ]


def number_of(text: str) -> int:
    """Return the number that an address names, 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
