"""What passages and insights mean, as vectors."""

from django.db import models
from pgvector.django import HalfVectorField

DIMENSIONS = 512


class Meaning(models.Model):
    """A row of a table that is made by SQL where there is pgvector (`meaning.storage`): no admin, no references.

    `target` is the id of what `kind` names; `part` is where in a note a paragraph begins, else 0. Without a vector the
    passage was looked at and may not be processed automatically, or says nothing.
    """

    class Kind(models.TextChoices):
        TURN = "turn", "turn"
        HIGHLIGHT = "highlight", "highlight"
        NOTE = "note", "paragraph of a note"
        INSIGHT = "insight", "insight"

    pk = models.CompositePrimaryKey("kind", "target", "part")
    kind = models.TextField(choices=Kind)
    target = models.BigIntegerField()
    part = models.IntegerField(default=0)
    model = models.TextField()
    text_hash = models.BinaryField()
    vector = HalfVectorField(dimensions=DIMENSIONS, null=True)

    class Meta:
        managed = False
        db_table = "research_meaning"
        default_permissions = ()

    def __str__(self) -> str:
        return f"meaning of {self.kind} {self.target}"
