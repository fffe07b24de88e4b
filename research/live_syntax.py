"""How a line is written in a hurry, and what it says.

    ! I print it out and file it, in case.  #receipts  /workaround
    ? who else gets the mail

At the beginning `!` says that the words are the participant's own, `?` that this is something to come back to.
`#tag` anywhere is a tag, with a dash where its name has a space and a slash below another; `/pain`, `/need`,
`/desire`, `/delight` and `/workaround` (or their first letters) are kinds. `live_syntax.js` reads the same.
"""

import re
from dataclasses import dataclass

SIGNS = re.compile(r"\s*([!?]{1,2})(?=\s|\w|[\"“„«‘'¿¡(])\s*")
TAG = re.compile(r"(?<!\S)#([\w][\w/-]*)")
KIND = re.compile(r"(?<!\S)/([a-z]+)(?!\S)")
LABEL_FIRST = re.compile(r"\s*(?:#[\w][\w/-]*)(?!\S)")
LABEL_LAST = re.compile(r"(?:^|\s)#[\w][\w/-]*\s*$")
KINDS = {"pain": "pain_point", "need": "need", "desire": "desire", "delight": "delight", "workaround": "workaround"}
MARKS = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ('"', '"'))
SHORT = {"p": "pain_point", "n": "need", "d": "desire", "l": "delight", "w": "workaround"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line without its signs. `kind` is a highlight's, empty for none; `tags` are paths, as they were typed."""

    words: str
    tags: tuple[str, ...] = ()
    kind: str = ""
    is_quote: bool = False
    is_question: bool = False

    @property
    def is_marked(self) -> bool:
        return bool(self.tags or self.kind or self.is_quote or self.is_question)

    @property
    def is_evidence(self) -> bool:
        """Whether somebody heard something worth finding again, rather than wants to ask something."""
        return bool(self.tags or self.kind or self.is_quote)


def read(line: str) -> Said:
    """Take the signs off. Tags at either end are labels only; amid the words they are words, too."""
    line = " ".join(line.split())
    signs = SIGNS.match(line)
    rest = line[signs.end() :] if signs else line
    kind = next((known for match in KIND.finditer(rest) if (known := _kind(match[1]))), "")
    rest = KIND.sub(lambda match: "" if _kind(match[1]) else match[0], rest)
    tags = tuple(dict.fromkeys(tag for match in TAG.finditer(rest) if (tag := _tag(match[1]))))
    return Said(
        words=_words(rest) or " ".join(_spoken(tag) for tag in tags) or line,
        tags=tags,
        kind=kind,
        is_quote=bool(signs and "!" in signs[1]),
        is_question=bool(signs and "?" in signs[1]),
    )


def names(tag: str) -> tuple[str, str]:
    """Return what a tag that was typed may be called: as it stands, and with spaces for its dashes."""
    return tag, re.sub(r"[-_]+", " ", tag)


def is_in_marks(words: str) -> bool:
    """Tell whether somebody put quotation marks around the whole line."""
    return any(words.startswith(first) and words.endswith(last) and len(words) > 2 for first, last in MARKS)


def _kind(word: str) -> str:
    return KINDS.get(word) or SHORT.get(word, "")


def _tag(word: str) -> str:
    """Return the tag's path; nothing for a number, which is none."""
    path = "/".join(filter(None, (name.strip("-_") for name in word.split("/"))))
    return path if any(sign.isalpha() for sign in path) else ""


def _words(rest: str) -> str:
    while (label := LABEL_LAST.search(rest)) and _is_tag(label[0]):
        rest = rest[: label.start()]
    while (label := LABEL_FIRST.match(rest)) and _is_tag(label[0]):
        rest = rest[label.end() :]
    words = TAG.sub(lambda match: _spoken(_tag(match[1])) if _tag(match[1]) else match[0], rest)
    return " ".join(words.split())


def _is_tag(label: str) -> bool:
    return bool(_tag(label.strip().removeprefix("#")))


def _spoken(tag: str) -> str:
    return names(tag.rsplit("/", 1)[-1])[1]
