"""Whether a passage seems to go against a statement: by denials in its wording, and by its kind. Pure but for records.

A guess, for people to look at: "may contradict". It asks three things. Does one of the two deny where the other does
not? Is the passage a delight where the statement tells of trouble (or the other way round)? Does it say so outright
("not my problem", "never had", "always right")?
"""

import re

from research.models import Highlight

DENIALS = {
    "en": "no not never none nobody nothing neither nor without hardly n't cannot",
    "pt": "não nunca nem ninguém nada nenhum nenhuma sem jamais",
    "es": "no nunca ni nadie nada ningún ninguna sin jamás tampoco",
    "fr": "ne pas jamais ni personne rien aucun aucune sans",
    "de": "nicht nie niemals kein keine keinen niemand nichts ohne weder",
}
TROUBLE = (
    "lost lose losing missing wrong error errors problem problems slow wait waiting waits hours days chase chasing "
    "late manual hand afraid fear embarrassed confusing confused double duplicate twice fail fails failed cannot "
    "hard difficult pain costs cost unclear doubt distrust reject rejected"
)
RELIEF = (
    "good best love loved fine easy easily quick quickly fast right always works worked perfect great nice simple "
    "trust never-lost no-problem happy thank better"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’]t)?")
_DENIES = frozenset(word for words in DENIALS.values() for word in words.split())
_TROUBLE, _RELIEF = frozenset(TROUBLE.split()), frozenset(RELIEF.split())
_TROUBLED_KINDS = frozenset({Highlight.Kind.PAIN_POINT, Highlight.Kind.NEED, Highlight.Kind.WORKAROUND})


def between(statement: str, highlight: Highlight) -> int:
    """Return how many of the three signs there are, 0 to 3. 0: no sign that the passage goes against the statement."""
    theirs, ours = _words(highlight.quote), _words(statement)
    signs = [
        _denies(theirs) != _denies(ours),
        _is_troubled(ours) and highlight.kind == Highlight.Kind.DELIGHT,
        _leaning(ours) * _leaning(theirs) < 0,
        not _is_troubled(ours) and _leaning(ours) > 0 and highlight.kind in _TROUBLED_KINDS,
    ]
    return min(3, sum(signs))


def _words(text: str) -> list[str]:
    return [word.replace("’", "'").lower() for word in _WORD.findall(text)]


def _denies(words: list[str]) -> bool:
    return any(word in _DENIES or word.endswith("n't") for word in words)


def _is_troubled(words: list[str]) -> bool:
    return _leaning(words) < 0


def _leaning(words: list[str]) -> int:
    """Return +1 where words of relief outweigh, -1 where those of trouble do. English only; else 0."""
    balance = sum(word in _RELIEF for word in words) - sum(word in _TROUBLE for word in words)
    return (balance > 0) - (balance < 0)
