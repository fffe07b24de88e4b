"""Which rows came with the demo data."""

from django.db import models

from research.declarations import Declaration


class DemoRow(models.Model):
    """One row of some table that the demo data brought, so that exactly those can be taken away again.

    `model` is a label such as `research.interview`.
    """

    model = models.CharField(max_length=100)
    row_id = models.BigIntegerField()

    declaration = Declaration(impersonal=("model",))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "row_id"], name="a_demo_row_is_remembered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"
