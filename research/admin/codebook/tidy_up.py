"""Tidy up: what in the codebook asks for a hand, each with a remedy of one click."""

from typing import cast

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse

from research.admin.showing import page
from research.codebook import tidying
from research.models import User


@permission_required("research.view_tag", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    return page(
        request,
        "workplace/codebook/tidy_up.html",
        title="Tidy up",
        untidy=tidying.of(user),
        may_change=user.has_perm("research.change_tag"),
    )
