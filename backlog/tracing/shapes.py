"""What the picture of a trace is made of: where its columns stand, bars, bands, and lines of text. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Where the columns stand and how much text fits beside them, in the picture's own units."""

    width: int
    columns: tuple[int, int, int, int]
    node: int
    letters: tuple[int, int, int, int]
    lines: tuple[int, int, int, int]
    line: int
    is_brief: bool = False


WIDE = Measures(
    width=1080, columns=(200, 420, 636, 880), node=10, letters=(32, 31, 36, 28), lines=(1, 1, 2, 4), line=17
)
NARROW = Measures(
    width=320, columns=(60, 136, 216, 276), node=8, letters=(9, 0, 3, 5), lines=(1, 0, 1, 1), line=18, is_brief=True
)


@dataclass(frozen=True, kw_only=True)
class Line:
    text: str
    y: str
    is_name: bool


@dataclass(frozen=True, kw_only=True)
class Node:
    """A bar. `of` names what it stands for, `along` the passages through it, `lines` what is written beside it."""

    kind: str
    of: str
    x: str
    y: str
    width: int
    height: str
    stance: str
    title: str
    along: str
    lines: tuple[Line, ...]
    text_x: int
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Band:
    """A stream from one bar to the next. `along` names the passages in it."""

    path: str
    stance: str
    along: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    width: int
    height: int
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


def wrapped(text: str, *, letters: int, lines: int) -> list[str]:
    """Break a text into so many lines of so many letters, and cut what is more."""
    if not lines:
        return []
    made, words = [""], text.split()
    for place, word in enumerate(words):
        longer = f"{made[-1]} {word}".strip()
        if len(longer) <= letters:
            made[-1] = longer
        elif len(made) < lines and made[-1]:
            made.append(word)
        else:
            made[-1] = " ".join([made[-1], *words[place:]]).strip()
            break
    return [_cut(line, letters=letters) for line in made if line]


def _cut(line: str, *, letters: int) -> str:
    return line if len(line) <= letters else f"{line[: letters - 1].rstrip()}…"
