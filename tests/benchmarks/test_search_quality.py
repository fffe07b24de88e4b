"""How well search finds what people mean, over the demo data. `manage.py test tests/benchmarks -s` prints the table.

162 questions, each with the passage that is meant (`search/questions.yaml`). Recall@10: how often it is among the
first ten transcript hits; nDCG@10: 1 ÷ log2(1 + rank), as one passage answers each.
"""

from collections.abc import Mapping
from math import log2
from pathlib import Path
from statistics import fmean

import pytest
import yaml
from django.utils import timezone

from backlog import search
from backlog.importers import demo as backlog_demo
from research.importers import demo as research_demo
from research.meaning import learning
from research.models import Turn, User
from research.search import vocabulary
from research.search.finding import Filters

QUESTIONS = Path(__file__).parent / "search" / "questions.yaml"
FIRST_PAGE = 10
WAYS = ("words", "meaning", "both")
UNFOUND = 0

pytestmark = pytest.mark.django_db


def test_both_together_find_more_than_words_or_meaning_alone() -> None:
    if because := learning.why_not():
        pytest.skip(because)
    backlog_demo.load(research_demo.load(at=timezone.now()))
    learning.catch_up()
    vocabulary.rebuild()
    ada = User.objects.get(username="ada")
    said = {
        turn.pk: turn.note.text[turn.start : turn.end]
        for turn in Turn.objects.visible_to(ada).select_related("note").iterator()
    }
    asked: Mapping[str, list[Mapping[str, str]]] = yaml.safe_load(QUESTIONS.read_text())
    ranks = {
        way: {kind: [_rank(one, way, said, ada) for one in questions] for kind, questions in asked.items()}
        for way in WAYS
    }

    print(
        f"\n{'':<10}" + "".join(f"{kind + ' (' + str(len(questions)) + ')':>18}" for kind, questions in asked.items())
    )
    for way, of_kinds in ranks.items():
        cells = "".join(f"{_recall(found):>10.2f}{_ndcg(found):>8.2f}" for found in of_kinds.values())
        print(f"{way:<10}{cells}   all: recall@10 {_recall(_all(of_kinds)):.3f}, nDCG@10 {_ndcg(_all(of_kinds)):.3f}")

    whole = {way: _all(of_kinds) for way, of_kinds in ranks.items()}
    assert _ndcg(whole["both"]) > max(_ndcg(whole["words"]), _ndcg(whole["meaning"]))
    assert _recall(whole["both"]) > max(_recall(whole["words"]), _recall(whole["meaning"]))


def _rank(question: Mapping[str, str], way: str, said: Mapping[int, str], viewer: User) -> int:
    answer = search.answer(
        question["query"], filters=Filters(), viewer=viewer, kinds=["turn"], limit=FIRST_PAGE, by=way
    )
    hits = [hit.id for found in answer.found for hit in found.hits]
    return next((rank for rank, pk in enumerate(hits, start=1) if question["passage"] in said[pk]), UNFOUND)


def _all(of_kinds: Mapping[str, list[int]]) -> list[int]:
    return [rank for found in of_kinds.values() for rank in found]


def _recall(ranks: list[int]) -> float:
    return fmean(rank != UNFOUND for rank in ranks)


def _ndcg(ranks: list[int]) -> float:
    return fmean(1 / log2(1 + rank) if rank else 0.0 for rank in ranks)
