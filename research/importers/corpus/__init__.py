"""A made-up repository of any size, to try Throughline with: the same seed on an empty database gives the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from research.importers.corpus import fieldwork, people, synthesis
from research.importers.corpus.copying import Writer
from research.importers.corpus.people import Frame
from research.importers.corpus.sizes import SIZES, Size
from research.importers.corpus.synthesis import Read
from research.importers.corpus.words import Language
from research.models import Highlight, Interview, Participant

__all__ = ["SIZES", "Made", "Progress", "Size", "generate", "holds_research"]

Progress = Callable[[int, int], None]
"""Is told how many highlights there are, of how many."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What there is of research, for what is decided upon it."""

    writer: Writer
    random: Random
    language: Language
    frame: Frame
    read: Read


def holds_research() -> bool:
    """Say whether anybody's work is here: interviews, people or passages."""
    return any(model._default_manager.exists() for model in (Interview, Participant, Highlight))


def generate(size: Size, *, seed: int, at: datetime, progress: Progress) -> Made:
    """Bring in everything that research holds, in the caller's transaction. All constraints and triggers are on.

    `at` is the day up to which there was research. What is checked at commit is left to it: each time that deferred
    checks are made early, Postgres walks all that were queued since the transaction began.
    """
    random = Random(seed)  # noqa: S311  (made-up people; nothing to guess)
    writer = Writer(random=random, at=at)
    writer.sign(generated=size.highlights, seed=seed)
    language = Language(random)
    frame = people.bring(writer, size=size, language=language)
    marked: list[fieldwork.Held] = []
    for batch in fieldwork.batches(size):
        marked += fieldwork.hold(batch, writer=writer, size=size, frame=frame, language=language)
        progress(sum(len(one.highlights) for one in marked), size.highlights)
    read = synthesis.bring(marked, writer=writer, size=size, frame=frame, language=language)
    return Made(writer=writer, random=random, language=language, frame=frame, read=read)
