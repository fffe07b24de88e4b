"""What a framework asks for, and reading it from what somebody sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

LONGEST = 30
"""Characters of a number. Nothing that is counted or estimated takes more."""


class Unfit(ValueError):
    """The inputs cannot be scored. `flaws` says why, by the name of the input."""

    def __init__(self, flaws: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{name}: {flaw}" for name, flaw in flaws.items()))
        self.flaws = dict(flaws)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value that may be given, and what it means."""

    value: Decimal | str
    words: str

    @property
    def named(self) -> str:
        return self.words if self.words == self.value else f"{in_words(self.value)} ({self.words})"


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing that is asked for, with what helps to answer.

    With `choices` it is one of them; with `longest` a text; else a number from `smallest` to `largest`.
    """

    name: str
    label: str
    help: str
    choices: tuple[Choice, ...] = ()
    longest: int = 0
    smallest: Decimal = Decimal(0)
    largest: Decimal = Decimal(1_000_000_000)
    is_whole: bool = False
    is_required: bool = True

    def words_for(self, value: object) -> str:
        """Return what a chosen value means; nothing for what is no choice."""
        return next((choice.words for choice in self.choices if choice.value == value), "")

    def read(self, given: object) -> Decimal | str:
        """Return the value. Raises `ValueError` with a sentence for whoever gave it."""
        if self.longest:
            return self._text(given)
        if self.choices and isinstance(self.choices[0].value, str):
            return self._chosen(given)
        number = as_number(given)
        if number is None:
            raise ValueError(self._wanted())
        return self._chosen(number) if self.choices else self._within(number)

    def _text(self, given: object) -> str:
        text = given.strip() if isinstance(given, str) else ""
        if not text or len(text) > self.longest or "\x00" in text:
            raise ValueError(f"Give a text of 1 to {self.longest} characters.")
        return text

    def _chosen(self, given: object) -> Decimal | str:
        for choice in self.choices:
            if type(choice.value) is type(given) and choice.value == given:
                return choice.value
        raise ValueError(self._wanted())

    def _within(self, number: Decimal) -> Decimal:
        if not self.smallest <= number <= self.largest or (self.is_whole and number % 1):
            raise ValueError(self._wanted())
        return number

    def _wanted(self) -> str:
        if self.choices:
            named = ", ".join(one.named for one in self.choices)
            return f"Give one of: {named}."
        kind = "a whole number" if self.is_whole else "a number"
        return f"Give {kind} from {in_words(self.smallest)} to {in_words(self.largest)}."


def read(asked: tuple[Input, ...], given: Mapping[str, object]) -> dict[str, Decimal | str]:
    """Return what was given for each input, in order. Raises `Unfit` with everything that is wrong at once."""
    flaws = {name: "This framework does not ask for it." for name in given if name not in {one.name for one in asked}}
    values: dict[str, Decimal | str] = {}
    for one in asked:
        if given.get(one.name) in (None, ""):
            if one.is_required:
                flaws[one.name] = f"It is needed. {one.help}"
            continue
        try:
            values[one.name] = one.read(given[one.name])
        except ValueError as error:
            flaws[one.name] = str(error)
    if flaws:
        raise Unfit(flaws)
    return values


def as_number(given: object) -> Decimal | None:
    """Return the number that a body or a form holds; None for anything else, and for what is not finite."""
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Decimal)):
        return None
    if isinstance(given, int) and abs(given) > 10**LONGEST:
        return None
    text = str(given).strip()
    if len(text) > LONGEST or not text.isascii() or "_" in text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**LONGEST else None


def in_words(value: Decimal | str) -> str:
    """Write a number as people do: no zeros behind it, thousands parted, a minus that is one."""
    if isinstance(value, str):
        return value
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")
