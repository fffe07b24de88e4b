"""What can be wrong with a text or with a place in it. Every message is fit to show."""


class AnchoringError(ValueError):
    """A text or a place in it cannot be used."""


class UnacceptableText(AnchoringError):
    """The text holds, in its `line` (from 1), something that no text may hold: `found`."""

    def __init__(self, found: str, *, line: int) -> None:
        super().__init__(f"Line {line}: the text holds {found}.")
        self.found = found
        self.line = line


class OffsetOutOfRange(AnchoringError):
    """The offset lies before the text begins or after it ends."""


class OffsetInsideCharacter(AnchoringError):
    """The offset, in UTF-16 units or UTF-8 bytes, splits one character in two."""


class EmptyPassage(AnchoringError):
    """The passage ends where it starts, or before."""
