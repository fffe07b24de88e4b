"""The links of a survey as its page shows them: to copy, with until when they work."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from research.admin.survey_steps import LinkForm
from research.models import Survey, SurveyLink, User

MOST_LINKS = 50


@dataclass(frozen=True, kw_only=True)
class ShownLink:
    link: SurveyLink
    name: str
    address: str
    is_usable: bool


@dataclass(frozen=True, kw_only=True)
class ShownLinks:
    """`form` makes another; None where this person may not."""

    links: tuple[ShownLink, ...]
    form: LinkForm | None


def links_of(request: HttpRequest, survey: Survey) -> ShownLinks:
    """Return those that were not closed, the newest first, to whoever may hand them on. One query, one for the form."""
    user = cast("User", request.user)
    may = user.has_perm("research.change_survey")
    rows = survey.links.filter(closed_at__isnull=True).select_related("segment").order_by("-pk")[:MOST_LINKS]
    now = timezone.now()
    return ShownLinks(
        links=tuple(
            ShownLink(
                link=one,
                name=one.segment.name if one.segment else "Everybody",
                address=request.build_absolute_uri(reverse("answer", args=[one.secret])),
                is_usable=one.expires_at > now and not survey.is_closed,
            )
            for one in (rows if may else ())
        ),
        form=LinkForm(user=user) if may and not survey.is_closed else None,
    )
