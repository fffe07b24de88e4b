"""What an item is called elsewhere."""

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from backlog.models.backlog_item import BacklogItem
from research.declarations import Declaration


class ExternalReference(models.Model):
    """An item's key in another tool, such as `PAY-123`, with its address there. Keys compare without case."""

    item = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, related_name="external_references")
    key = models.CharField(
        max_length=100,
        validators=[
            RegexValidator(
                r"^(?:[^\s/?#\x00-\x1f]+|[\w.-]+/[\w.-]+#[0-9]+)\Z",
                "A key has no spaces, slashes or question marks: PAY-123. Only GitHub's are like acme/app#12.",
            )
        ],
    )
    url = models.URLField("address", max_length=1000, blank=True, validators=[URLValidator(schemes=["http", "https"])])

    declaration = Declaration(impersonal=("key", "url"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Upper("key"),
                name="an_external_key_belongs_to_one_item",
                violation_error_message="This key belongs to another item already.",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__iregex=r"^https?://"),
                name="an_external_address_opens_in_a_browser",
                violation_error_message="An address begins with https:// or http://.",
            ),
        ]

    def __str__(self) -> str:
        return self.key
