"""What people say: English sentences whose words are as unevenly common as words are (Zipf's law).

The thing that a sentence is about comes from a list in which the place decides how common it is: the hundredth is
named a hundredth as often as the first. Behind the everyday things come the names of tools, of which every office has
its own.
"""

from collections.abc import Sequence
from itertools import accumulate, product
from random import Random

_THINGS = """
    calendar booking room meeting invoice report spreadsheet customer deadline password export approval invitation
    notification reminder template dashboard contract supplier payment receipt budget schedule shift handover ticket
    attachment comment version folder licence permission account order delivery stock price discount refund
    timesheet payroll holiday training onboarding interview survey feedback roadmap backlog release outage login
    device printer projector badge visitor reception desk floor building lease cleaner catering microphone camera
    recording transcript summary translation glossary signature form checklist audit policy incident alarm sensor
    meter vehicle route depot pallet barcode label scanner till voucher coupon campaign newsletter audience segment
    forecast pipeline lead quote proposal tender bid negotiation renewal churn upgrade downgrade trial demo webinar
    manual warranty repair complaint escalation workaround shortcut filter column formula chart currency tax ledger
    reconciliation statement cheque mortgage premium claim diagnosis prescription appointment referral patient ward
    theatre rota lecture seminar syllabus grade attendance transcriptions scholarship dormitory timetable platform
    carriage ticketing turnstile luggage
"""
THINGS = tuple(_THINGS.split())
_BEGINNINGS: tuple[str, ...] = (
    "Room",
    "Plan",
    "Desk",
    "Bill",
    "Task",
    "Note",
    "Track",
    "Flow",
    "Shift",
    "Stock",
    "Mail",
    "Time",
)
_BEGINNINGS += ("Pay", "Form", "Chart", "Team", "Work", "Link", "Sign", "Cloud", "Grid", "Cash", "Lead", "Fleet")
_MIDDLES = ("", "a", "o", "i", "er", "ly", "io", "en")
_ENDINGS: tuple[str, ...] = (
    "box",
    "wise",
    "loop",
    "mate",
    "base",
    "hub",
    "cast",
    "pilot",
    "nest",
    "forge",
    "lane",
    "spark",
)
_ENDINGS += ("dock", "leaf", "mint", "port", "sync", "vault", "ward", "bee")
TOOLS = tuple(f"{begins}{middle}{ends}" for ends, middle, begins in product(_ENDINGS, _MIDDLES, _BEGINNINGS))

_DOINGS = """
    check copy find send open change print update explain share move close merge compare correct cancel confirm
    count enter rename restore collect forward translate reconcile duplicate unlock assign schedule archive
"""
DOINGS = tuple(_DOINGS.split())
PEOPLE = ("my manager", "the team", "a customer", "finance", "our supplier", "a new colleague", "the office", "nobody")
TIMES = ("every Monday", "twice a week", "at month end", "before lunch", "all the time", "now and then", "last spring")
AMOUNTS = ("ten minutes", "half an hour", "most of a morning", "two days", "a whole week", "three attempts")

PAINS = (
    "{time} I have to {doing} the {thing} again because the {other} does not show it.",
    "It takes me {amount} to {doing} one {thing}, and then {person} asks for the {other}.",
    "I never know whether the {thing} is the newest, so I {doing} the {other} by hand.",
    "We lost {amount} when the {thing} went missing in the {other}.",
    "The {thing} tells {person} nothing until somebody opens the {other}.",
    "If {person} is away, the {thing} simply waits and the {other} is late.",
    "I gave up on the {thing} and keep my own {other} beside it.",
    "{time} the {thing} and the {other} disagree, and I have to {doing} both.",
)
PLAIN = (
    "We started with the {thing} about a year ago, when {person} asked for the {other}.",
    "Normally I {doing} the {thing} first and look at the {other} afterwards.",
    "{time} {person} comes by and we {doing} the {thing} together.",
    "There is a {thing} for that, and the {other} is somewhere else.",
    "I think {person} would {doing} the {thing} in another way.",
    "That is mostly how the {thing} works here, with the {other} next to it.",
    "To be fair, the {thing} has become better since {person} took over the {other}.",
)
QUESTIONS = (
    "Could you tell me about the last time you had to {doing} the {thing}?",
    "And what happened to the {thing} after that?",
    "How do you know that the {other} is right?",
    "Who else looks at the {thing}?",
)
KINDS = ("pain_point", "pain_point", "pain_point", "need", "desire", "workaround", "delight", "question", "none")


class Zipf:
    """Draws from a sequence: the r-th as often as 1/r."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = values
        self.weights = list(accumulate(1 / rank for rank in range(1, len(values) + 1)))

    def draw(self, random: Random, number: int) -> list[str]:
        return random.choices(self.values, cum_weights=self.weights, k=number)


class Language:
    """Says sentences."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.things = Zipf((*THINGS, *TOOLS))
        self.doings = Zipf(DOINGS)

    def pain(self) -> str:
        return self._said(PAINS)

    def plain(self) -> str:
        return self._said(PLAIN)

    def question(self) -> str:
        return self._said(QUESTIONS)

    def _said(self, patterns: Sequence[str]) -> str:
        random = self.random
        thing, other = self.things.draw(random, 2)
        said = random.choice(patterns).format(
            thing=thing,
            other=other,
            doing=self.doings.draw(random, 1)[0],
            person=random.choice(PEOPLE),
            time=random.choice(TIMES),
            amount=random.choice(AMOUNTS),
        )
        return said[0].upper() + said[1:]
