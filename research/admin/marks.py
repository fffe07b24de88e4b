"""How words, tags and states look on every page of the workplace."""

from collections.abc import Iterable
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from research.models import Highlight, Tag

Tone = Literal["plain", "good", "warn", "bad"]


def quote(highlight: Highlight, *, longest: int = 240) -> SafeString:
    """Show a highlight's words: in quotation marks if they were said, else as from notes. No query."""
    if highlight.state == Highlight.State.WITHDRAWN:
        return format_html('<span class="quiet">{}</span>', "Withdrawn")
    words = Truncator(highlight.quote).chars(longest)
    if highlight.verbatim:
        return format_html('<blockquote class="quote">“{}”</blockquote>', words)
    return format_html('<blockquote class="quote noted">{} <span class="quiet">from notes</span></blockquote>', words)


def tag(one: Tag) -> SafeString:
    """Show a tag as a chip in its colour."""
    return format_html('<span class="tag tag-{}">{}</span>', one.colour, one.name)


def tags(some: Iterable[Tag]) -> SafeString:
    return format_html('<span class="tags">{}</span>', format_html_join(" ", "{}", ((tag(one),) for one in some)))


def chip(text: str, tone: Tone = "plain") -> SafeString:
    """Show a state: a word, with a tone for whoever sees colours."""
    return format_html('<span class="chip chip-{}">{}</span>', tone, text)
