"""Two records that are the same thing twice: choosing them, seeing what moves, merging, and parting them again."""

from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_POST

from research.admin import strength
from research.admin.base import WorkplaceAdmin
from research.admin.links import form_address_of
from research.admin.refusals import SHOWN, explain
from research.admin.showing import page
from research.evidence_strength import assess
from research.models import Account, Insight, Merge, Opportunity, Participant, User, evidence_facts
from research.operations import duplicates, merges
from research.operations.merges import NOUNS, Mergeable

M = TypeVar("M", Insight, Opportunity, Participant, Account)

MOST_FOUND = 20
LONGEST_SEARCH = 400


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One of two records, as the pages about both show it: what it is called, and lines about it."""

    pk: int
    title: str
    address: str
    lines: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class MergedHere:
    """Something that was merged into the record, and where the merge is undone."""

    merge: Merge
    title: str
    undo: str


class MergingAdmin(WorkplaceAdmin[M]):
    """Pages of records of which two may become one. The old address of one that went leads to the one that stayed."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        if object_id.isdecimal() and len(object_id) < 19:
            gone = self.model._default_manager.filter(
                pk=object_id, merged_into__in=self.get_queryset(request).values("pk")
            )
            if kept := gone.select_related("merged_into").first():
                return HttpResponsePermanentRedirect(form_address_of(kept.merged_into))  # type: ignore[arg-type]  # just asked for
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc, no-any-return]  # absent from the stubs

    @admin.action(description="Merge two …", permissions=["change"])
    def merge_two(self, request: HttpRequest, queryset: QuerySet[M]) -> HttpResponse | None:
        two: list[int] = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(two) != 2:
            self.message_user(request, "Choose exactly two.", messages.ERROR)
            return None
        return HttpResponseRedirect(reverse("merge", args=[self.opts.model_name, *two]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        if obj and self.has_change_permission(request, obj):
            context["merge_address"] = reverse("merge_choice", args=[self.opts.model_name, obj.pk])
            context["merged_here"] = _merged_into(obj)
        return super().render_change_form(request, context, *args, **kwargs)


@require_GET
def choice(request: HttpRequest, noun: str, pk: int) -> HttpResponse:
    """Ask with which one: what is alike comes first, anything else is found by its words."""
    model, user = _asked(request, noun)
    record = _found(model, pk, user)
    wanted = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    rows = _searched(request, record, wanted) if wanted else duplicates.of(record, viewer=user)
    return page(
        request,
        "workplace/merge_choice.html",
        title=f"Merge this {model._meta.verbose_name} with …",
        subtitle=duplicates.title(record),
        noun=noun,
        record=record,
        back=form_address_of(record),
        wanted=wanted,
        rows=[_shown(one) for one in rows],
    )


def view(request: HttpRequest, noun: str, kept: int, merged: int) -> HttpResponse:
    """Show what would move, and merge. The first of the two stays."""
    model, user = _asked(request, noun)
    if _standing(noun, kept, merged):
        return HttpResponseRedirect(form_address_of(_found(model, kept, user)))
    stays, goes = _found(model, kept, user), _found(model, merged, user)
    refusal = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                merges.merge(goes, into=stays, by=user, at=timezone.now())
        except SHOWN as error:
            refusal = explain(error).sentence
        else:
            messages.success(request, f"“{duplicates.title(goes)}” is merged into this {model._meta.verbose_name}.")
            return HttpResponseRedirect(form_address_of(stays))
    kinds: list[merges.Kind] = []
    if not refusal:
        try:
            kinds = merges.preview(stays, goes, viewer=user)
        except merges.CannotMerge as error:
            refusal = str(error)
    return page(
        request,
        "workplace/merge.html",
        title=f"Merge two {model._meta.verbose_name_plural}",
        status=409 if refusal and request.method == "POST" else 200,
        noun=noun,
        stays=_shown(stays),
        goes=_shown(goes),
        kinds=kinds,
        filled=[model._meta.get_field(name).verbose_name for name in merges.filled_from(stays, goes)],
        refusal=refusal,
    )


@require_POST
def undo(request: HttpRequest, noun: str, kept: int, merged: int) -> HttpResponse:
    """Part the two again."""
    model, user = _asked(request, noun)
    stays, merge = _found(model, kept, user), _standing(noun, kept, merged)
    if merge is None:
        raise Http404
    try:
        back = merges.undo(merge, by=user, at=timezone.now())
    except SHOWN as error:
        messages.error(request, explain(error).sentence)
    else:
        messages.success(request, f"“{duplicates.title(back)}” stands on its own again.")
    return HttpResponseRedirect(form_address_of(stays))


@require_GET
def alike(request: HttpRequest, noun: str) -> JsonResponse:
    """Answer what is like a record (`id`), or called like what somebody is typing (`text`)."""
    model, user = _asked(request, noun)
    pk = request.GET.get("id", "")
    if pk:
        if not pk.isdecimal() or len(pk) > 18:
            raise Http404
        found = duplicates.of(_found(model, int(pk), user), viewer=user)
    else:
        found = duplicates.called(noun, request.GET.get("text", ""), viewer=user)
    rows = [{"id": one.pk, "title": duplicates.title(one), "address": form_address_of(one)} for one in found]
    return JsonResponse({"results": rows})


def _asked(request: HttpRequest, noun: str) -> tuple[type[Any], User]:
    if noun not in NOUNS:
        raise Http404
    user = cast("User", request.user)
    if not user.has_perm(f"research.change_{noun}"):
        raise PermissionDenied
    return NOUNS[noun], user


def _found(model: type[Any], pk: int, user: User) -> Any:
    try:
        return model.objects.visible_to(user).get(pk=pk)
    except (model.DoesNotExist, OverflowError) as error:
        raise Http404 from error


def _searched(request: HttpRequest, record: Mergeable, wanted: str) -> list[Any]:
    """Return others of its kind, found as its list finds them."""
    model_admin = admin.site.get_model_admin(type(record))
    others = type(record).objects.visible_to(request.user).exclude(pk=record.pk)
    found, has_twins = model_admin.get_search_results(request, others, wanted)
    return list((found.distinct() if has_twins else found).order_by("-pk")[:MOST_FOUND])


def _standing(noun: str, kept: int, merged: int) -> Merge | None:
    return Merge.objects.standing().filter(noun=noun, kept_id=kept, merged_id=merged).first()


def _shown(record: Mergeable) -> Shown:
    return Shown(
        pk=record.pk, title=duplicates.title(record), address=form_address_of(record), lines=tuple(_lines(record))
    )


def _lines(record: Mergeable) -> list[Any]:
    match record:
        case Insight():
            weight = _band(evidence_facts.of_insights([record.pk], at=timezone.now())[record.pk])
            lines = [record.statement, capfirst(record.get_status_display()), weight]
        case Opportunity():
            weight = _band(evidence_facts.of_opportunities([record.pk], at=timezone.now())[record.pk])
            lines = [capfirst(f"{record.get_kind_display()}, {record.get_status_display()}"), weight]
        case Participant():
            segments = ", ".join(segment.name for segment in record.segments.all())
            lines = [record.role, record.account.name if record.account else "", segments]
        case Account():
            lines = [record.domain, record.plan, f"{record.size} people" if record.size else ""]
    return [line for line in lines if line]


def _band(facts: Any) -> Any:
    return strength.band(assess(facts, at=timezone.now()).band)


def _merged_into(record: Any) -> list[MergedHere]:
    noun = merges.noun_of(record)
    standing = list(Merge.objects.standing().filter(noun=noun, kept_id=record.pk).order_by("-merged_at"))
    gone = type(record).objects.in_bulk([merge.merged_id for merge in standing]) if standing else {}
    return [
        MergedHere(
            merge=merge,
            title=duplicates.title(gone[merge.merged_id]),
            undo=reverse("undo_merge", args=[noun, record.pk, merge.merged_id]),
        )
        for merge in standing
        if merge.merged_id in gone
    ]
