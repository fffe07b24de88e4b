"""What is served where."""

from django.contrib import admin
from django.urls import URLPattern, include, path

import backlog.admin.pages
import backlog.public.pages
import research.admin.pages
import research.public.pages
from config import api
from research.admin import invitations

PAGES = [*research.admin.pages.PAGES, *backlog.admin.pages.PAGES]
PUBLIC_PAGES = [*research.public.pages.PAGES, *backlog.public.pages.PAGES]
"""Open without logging in: a link that nobody can guess is the key to each."""

handler500 = "config.bad_requests.broken"


def behind_the_door(page: URLPattern) -> URLPattern:
    """Return the page for those only who are logged in and have a role."""
    return URLPattern(page.pattern, admin.site.admin_view(page.callback), page.default_args, page.name)


urlpatterns = [
    path("api/", include(api)),
    *(behind_the_door(page) for page in PAGES),
    *PUBLIC_PAGES,
    path("join/<str:secret>/", invitations.join, name="join"),
    path("", admin.site.urls),
]
