"""Why an operation does not do what it was asked. The message is fit to show to whoever asked."""


class Refused(Exception):
    """The operation makes sense, but not in this state (409)."""


class Unacceptable(Refused):
    """What was given is wrong in itself (400). `field` names which part."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotYours(Refused):
    """It belongs to somebody else, and needs more of a role than the person has (403)."""
