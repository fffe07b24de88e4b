"""How items stand to one another besides part and whole."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backlog.models.backlog_item import BacklogItem
from backlog.models.triggers import no_ring
from research.declarations import Declaration
from research.models import Viewer


class DependencyQuerySet(models.QuerySet["Dependency"]):
    def visible_to(self, user: Viewer) -> Self:
        """Those whose both ends the person may see."""
        items = BacklogItem.objects.visible_to(user)
        return self.filter(source__in=items, target__in=items)

    def of(self, item: BacklogItem) -> Self:
        return self.filter(Q(source=item) | Q(target=item))

    def blocking(self) -> Self:
        """Those that hold something up now: the blocker is not done yet, nor dropped."""
        unfinished = BacklogItem.objects.unfinished()
        return self.filter(kind=Dependency.Kind.BLOCKS, source__in=unfinished)


class Dependency(models.Model):
    """The source blocks or duplicates the target, or relates to it.

    Blocking and duplicating have a direction and make no ring; two at once could each be innocent and together make
    one, so they queue on an advisory lock. Relating has none and is kept once, the older item as its source.
    """

    class Kind(models.TextChoices):
        BLOCKS = "blocks", "blocks"
        RELATES = "relates", "relates to"
        DUPLICATES = "duplicates", "duplicates"

    source = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, related_name="leads_to")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.BLOCKS)
    target = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, related_name="depends_on")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = DependencyQuerySet.as_manager()
    declaration = Declaration(impersonal=("kind",))

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "target"],
                name="an_item_depends_on_another_once_in_a_way",
                violation_error_message="This is said already.",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="no_item_depends_on_itself",
                violation_error_message="An item does not depend on itself.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="relates") | Q(source__lt=F("target")), name="items_are_related_once"
            ),
        ]
        triggers = [no_ring()]

    def __str__(self) -> str:
        return f"item {self.source_id} {self.get_kind_display()} item {self.target_id}"
