"""Sharing the roadmap: links that are made, copied and closed."""

from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from backlog.models import RoadmapLink
from backlog.operations import roadmap_links
from research.admin.measuring import day
from research.admin.showing import page
from research.models import Product, User
from research.operations.refusals import Refused

USUAL = timedelta(days=30)
MOST = 100


class LinkForm(forms.Form):
    name = forms.CharField(label="For whom", max_length=100, help_text="So that you know it when you withdraw it.")
    until = day("Until")
    product = forms.ModelChoiceField(Product.objects.order_by("pk"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["until"].initial = timezone.localdate() + USUAL
        if Product.objects.count() == 1:
            del self.fields["product"]


@permission_required("backlog.add_roadmaplink", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the links that there are, and make one."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _made(form, request)):
        messages.success(request, f"The link for {made.name} is there. Copy it below.")
        return HttpResponseRedirect(reverse("roadmap_links"))
    links = RoadmapLink.objects.select_related("created_by", "product").order_by("-pk")[:MOST]
    response = page(
        request,
        "workplace/roadmap_links.html",
        title="Share the roadmap",
        status=400 if form.errors else 200,
        form=form,
        links=[_row(one, request) for one in links],
    )
    add_never_cache_headers(response)
    return response


@require_POST
@permission_required("backlog.change_roadmaplink", raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a link lead nowhere from now on."""
    link = get_object_or_404(RoadmapLink, pk=pk)
    roadmap_links.close(link, at=timezone.now(), by=cast("User", request.user))
    messages.success(request, f"The link for {link.name} leads nowhere any more.")
    return HttpResponseRedirect(reverse("roadmap_links"))


def _made(form: LinkForm, request: HttpRequest) -> RoadmapLink | None:
    """Make it, or leave in the form what is wrong. It is good until the day's end."""
    given = form.cleaned_data
    until = timezone.make_aware(datetime.combine(given["until"], time.max))
    product = given["product"] if "product" in given else Product.objects.earliest("pk")
    try:
        return roadmap_links.make(
            product, name=given["name"], expires_at=until, by=cast("User", request.user), at=timezone.now()
        )
    except Refused as error:
        form.add_error("until", str(error))
    return None


def _row(link: RoadmapLink, request: HttpRequest) -> dict[str, Any]:
    is_open = link.is_open(at=timezone.now())
    return {
        "link": link,
        "is_open": is_open,
        "state": "open" if is_open else "closed" if link.closed_at else "run out",
        "address": request.build_absolute_uri(reverse("shared_roadmap", args=[link.secret])) if is_open else "",
    }
