"""Who is a speaker where the format has no place for one: `Name: words`.

A label is what stands before the first colon that a space follows. It looks like a name if it has up to six
words, all capitalised but for particles such as "von". It counts as a speaker
- if it looks like a name and recurs, in a text of whose cues a tenth or more begin with such labels;
- if it looks like a name and occurs once, in a text that labels at least half of its cues, or those where the
  speaker changes: always where few cues are labelled, otherwise only with a first and a last name or a number;
- if it does not look like a name ("jdoe", "Silva, Maria") but is short, recurs three times, and stands on a
  twentieth of the cues.
Words that open sentences and lists ("Note", "Question", "So") never do. What is no speaker stays in the text.

A cue without a label has no known speaker, but where labels stand only where the speaker changes (on less
than half of the cues, the first included, and never the same one twice in a row): there it carries on.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

LABEL = re.compile(r"([^:：\n]{1,80})(?::(?=\s|$)|：)")
NOT_IN_NAMES = re.compile(r"[?!;\"“”„«»<>{}|=*`…\\]|://|\.(?:\s|$)")
SHORT_TITLE = re.compile(r"\b\w{1,4}\.(?=\s)")
ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
MOST_WORDS = 6
MOST_WORDS_UNLIKE_A_NAME = 2
FEW = 10
PARTICLES = frozenset(
    re.split(
        r"\s+",
        "af al and av bin bint d da dal das de del della den der des di do dos du e el et ibn la le "
        "of st ter the und v van von y zu zur",
    )
)
OPENERS = frozenset(
    re.split(
        r"\|\s*",
        """action|actions|actually|again|agenda|also|and|answer|anyway|attendees|background|
        basically|because|but|caveat|conclusion|context|date|details|duration|edit|
        example|fact|finally|findings|first|fun fact|goal|goals|hint|honestly|however|
        i mean|idea|ideas|important|insight|insights|instead|interviewer notes|issue|later|
        like|listen|literally|location|look|meaning|method|my question|my point|nb|next|
        next steps|no|nope|not|note|notes|now|observation|observations|oh|ok|okay|
        one thing|or|participants|plus|point|problem|problems|ps|quote|quotes|question|
        questions|really|remember|reminder|result|results|right|second|see|seriously|so|
        so yeah|solution|step|subject|sum|summary|the point|the problem|the question|
        the thing|then|third|time|tip|title|to do|todo|topic|translation|update|warning|
        well|what|why|yeah|yep|yes|you know|aber|achtung|also|antwort|beispiel|frage|
        hinweis|ja|nein|notiz|nota|pergunta|resposta|ejemplo|pregunta|respuesta|exemple|
        non|oui|remarque|http|https""",
    )
)


class Labelled(NamedTuple):
    label: str
    words: str


class Speakers(NamedTuple):
    """`known` labels count as speakers. `carry_on`: a label stands only where the speaker changes."""

    known: frozenset[str]
    doubtful: frozenset[str]
    carry_on: bool

    def split(self, words: str) -> Labelled | None:
        """Return speaker and words if they begin with a speaker's label."""
        found = labelled(words)
        return found if found and found.label in self.known else None


def labelled(words: str) -> Labelled | None:
    """Return what may be a label, and the words after it."""
    match = LABEL.match(words := words.lstrip())
    if not match:
        return None
    label = " ".join(match[1].split())
    if not _is_possible(label):
        return None
    return Labelled(label, words[match.end() :])


def find(cues: Sequence[str]) -> Speakers:
    """Decide who speaks in a text, given the words of its cues with their labels."""
    labels = [found.label if (found := labelled(words)) else "" for words in cues]
    counts = Counter(filter(None, labels))
    names = [label for label in labels if label and _is_like_a_name(label)]
    carry_on = _only_at_changes(labels, names)
    is_labelled = carry_on or 2 * len(names) >= len(cues)
    known, doubtful = set(), set()
    for label, count in counts.items():
        if not _is_like_a_name(label):
            is_speaker = count > 2 and 20 * count >= len(cues)
        elif count > 1:
            is_speaker = 10 * len(names) >= len(cues)
        else:
            is_speaker = is_labelled and (len(names) < FEW or " " in label or not label.isalpha())
            doubtful |= {label} if is_labelled and not is_speaker else set()
        known |= {label} if is_speaker else set()
    return Speakers(frozenset(known), frozenset(doubtful), carry_on)


def _only_at_changes(labels: Sequence[str], names: Sequence[str]) -> bool:
    return (
        labels[:1] == names[:1]
        and len(labels) <= 10 * len(names) < 5 * len(labels)
        and 1 < len(set(names)) < len(names)
        and all(a != b for a, b in pairwise(names))
    )


def _is_possible(label: str) -> bool:
    bare = SHORT_TITLE.sub("", ASIDE.sub("", label)).strip()
    words = bare.replace(",", " ").split()
    return (
        bare[:1].isalpha()
        and label.casefold() not in OPENERS
        and not NOT_IN_NAMES.search(bare)
        and len(words) <= (MOST_WORDS if all(map(_is_name_part, words)) else MOST_WORDS_UNLIKE_A_NAME)
    )


def _is_like_a_name(label: str) -> bool:
    bare = ASIDE.sub("", label)
    words = bare.split()
    return "," not in bare and bool(words) and words[0] not in PARTICLES and all(map(_is_name_part, words))


def _is_name_part(word: str) -> bool:
    """Capitalised somewhere ("O'Neill", "iPhone"), or without case, or a particle."""
    return word in PARTICLES or word != word.lower() or not word[0].islower()
