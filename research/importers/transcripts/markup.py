"""What stands inside a cue besides words: voices, formatting, character references."""

import html
import re
from collections.abc import Iterator

TAG = re.compile(
    r"<(?P<close>/?)(?:(?P<name>v|c|i|b|u|ruby|rt|lang|font)(?:\.[^\s<>.]*)*(?P<rest>\s[^<>]*)?/?|[0-9:.]+)>",
    re.IGNORECASE,
)
SUBRIP_PLACE = re.compile(r"\{\\[^{}\n]*\}")
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def voices(payload: str) -> Iterator[tuple[str, str]]:
    """Yield (voice, words) of a WebVTT cue, in order; the voice is empty outside of `<v>`.

    Only tags that the format knows are taken away: "x < 5" and "<laughs>" are words.
    """
    voice, parts, at = "", list[str](), 0
    for tag in TAG.finditer(payload):
        parts.append(payload[at : tag.start()])
        at = tag.end()
        if (tag["name"] or "").lower() == "v":
            yield voice, plain("".join(parts))
            voice, parts = "" if tag["close"] else plain(tag["rest"] or "").strip(), []
    parts.append(payload[at:])
    yield voice, plain("".join(parts))


def plain(text: str) -> str:
    """Resolve character references that end in a semicolon: `&amp;`, `&#39;`."""
    return REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def without_subrip_tags(payload: str) -> str:
    return SUBRIP_PLACE.sub("", TAG.sub("", payload))
