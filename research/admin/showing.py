"""How a page of the workplace is shown that is no list and no form of one record."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def page(
    request: HttpRequest, template: str, *, title: str, subtitle: str = "", status: int = 200, **context: Any
) -> TemplateResponse:
    """Show a template in the frame. A subtitle is the heading, and the title then says what kind of thing it is."""
    framed = {**admin.site.each_context(request), "title": title, "subtitle": subtitle, **context}
    return TemplateResponse(request, template, framed, status=status)
