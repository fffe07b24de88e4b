"""Answers in other forms than JSON."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from backlog.exporters import markdown


class MarkdownTraceRenderer(BaseRenderer):
    """A trace, ready to paste into a ticket: `?format=markdown`."""

    media_type = "text/markdown"
    format = "markdown"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return markdown.trace(data).encode()
