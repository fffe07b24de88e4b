"""How often something was asked for lately."""

from django.db import models

from research.declarations import Declaration


class ThrottleCounter(models.Model):
    """Requests of one caller for one thing in one window, counted by all processes together.

    `caller` is a digest, never an address.
    """

    scope = models.CharField(max_length=30)
    caller = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    declaration = Declaration(impersonal=("scope", "caller"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "caller", "window"], name="a_window_is_counted_once"),
        ]

    def __str__(self) -> str:
        return f"throttle counter {self.pk}"
