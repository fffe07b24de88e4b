"""What somebody means who types into a search box. Pure; nothing that is typed is an error.

As on the web: words (all of them), `"a phrase"`, `-not`, `or`, `prefix*`; and what the field speaks of:
`tag:calendar`, `speaker:P-0142`, `study:"Month end"`, `is:pain-point`. What makes no sense is searched as words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

NAMES = ("tag", "speaker", "study", "is")
LONGEST = 400
MOST_TERMS = 32

TOKEN = re.compile(
    r"""
    (?P<minus>-)?
    (?:(?P<name>tag|speaker|study|is):)?
    (?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))
    """,
    re.VERBOSE | re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Term:
    """Words that stand one after another; of the last one, only its beginning if `is_prefix`."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """`wanted` holds alternatives: a row has, of each, one term. `unwanted` terms it has not."""

    wanted: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()
    tags: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    studies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Question()

    @property
    def has_words(self) -> bool:
        return bool(self.wanted or self.unwanted)


@dataclass
class _Reading:
    """What was read so far."""

    wanted: list[tuple[Term, ...]] = field(default_factory=list)
    unwanted: list[Term] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in NAMES})
    is_alternative: bool = False

    def take(self, found: re.Match[str]) -> None:
        text = found["phrase"] if found["phrase"] is not None else found["word"]
        if found["name"] and text and not found["minus"]:
            self.named[found["name"].lower()].append(text)
        elif found["word"] and found["word"].lower() == "or" and not found["minus"] and self.wanted:
            self.is_alternative = True
        elif term := _term(text, is_phrase=found["phrase"] is not None):
            self._add(term, is_unwanted=bool(found["minus"]))

    def _add(self, term: Term, *, is_unwanted: bool) -> None:
        if is_unwanted:
            self.unwanted.append(term)
        elif self.is_alternative:
            self.wanted[-1] = (*self.wanted[-1], term)
        else:
            self.wanted.append((term,))
        self.is_alternative = False


def read(text: str) -> Question:
    """Read a question of at most 400 characters and 32 terms; what goes beyond is passed over."""
    reading = _Reading()
    for found in _tokens(text):
        reading.take(found)
    return Question(
        wanted=tuple(reading.wanted),
        unwanted=tuple(reading.unwanted),
        tags=tuple(reading.named["tag"]),
        speakers=tuple(reading.named["speaker"]),
        studies=tuple(reading.named["study"]),
        kinds=tuple(reading.named["is"]),
    )


def in_words(text: str) -> str:
    """Return what is asked in words, for a reader that understands sentences: nothing that is named or unwanted.

    Empty where there is nothing but "phrases" and beginnings*, which are meant to the letter.
    """
    tokens = [found for found in _tokens(text) if not found["minus"] and not found["name"]]
    if all(found["phrase"] is not None or found["word"].endswith("*") for found in tokens):
        return ""
    said = (found["phrase"] or found["word"] or "" for found in tokens)
    return " ".join(word for word in said if word.lower() != "or").replace("*", "").strip()


def _tokens(text: str) -> Iterator[re.Match[str]]:
    for number, found in enumerate(TOKEN.finditer(text[:LONGEST])):
        if number >= MOST_TERMS:
            return
        yield found


def _term(text: str, *, is_phrase: bool) -> Term | None:
    """Return the words of a token. What holds no letter and no digit is no term; `don't` is a phrase of two."""
    words: Sequence[str] = LETTERS.findall(text)
    is_prefix = not is_phrase and text.endswith("*")
    return Term(words=tuple(words), is_prefix=is_prefix) if words else None
