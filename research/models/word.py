"""The words that notes are made of, for correcting what is mistyped."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from research.declarations import Declaration


class Word(models.Model):
    """A word, without accents and capitals, and in how many notes it occurs. Written by `search.vocabulary`."""

    word = models.TextField(primary_key=True)
    notes = models.PositiveIntegerField()

    declaration = Declaration(personal=("word",))

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_by_its_trigrams")]
        default_permissions = ()

    def __str__(self) -> str:
        return "a word of notes"
