"""How a public page is shown: in a calm frame, with nothing of the workplace in it, and found by nobody else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers


def public_page(
    request: HttpRequest, template: str, *, title: str, status: int = 200, language: str = "en", **context: Any
) -> TemplateResponse:
    """Show a template that extends `public/base.html`. `language` is that of the words that people wrote."""
    return TemplateResponse(request, template, {"title": title, "language": language, **context}, status=status)


def kept_private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of caches and search engines, and its address out of what other sites are told.

    Not by `no-referrer`: with that, browsers call the origin of a form `null`, and it is refused as forged.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    add_never_cache_headers(response)
    return response
