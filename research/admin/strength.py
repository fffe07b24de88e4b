"""How strong the evidence is, in lists and on pages: the band, the flags and the reasons, as words and small shapes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.base import WorkplaceAdmin, WorkplaceList
from research.evidence_strength import Band, EvidenceFacts, Flag, Strength, assess

M = TypeVar("M", bound=Model)

TONES: Mapping[Flag, marks.Tone] = {Flag.CONTESTED: "bad", Flag.CONSENT: "bad"}
MOST_VOICES = 30


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What a page tells of the evidence behind its record."""

    facts: EvidenceFacts
    strength: Strength

    @property
    def band(self) -> SafeString:
        return band(self.strength.band)

    @property
    def flags(self) -> SafeString:
        return flags(self.strength.flags)

    @property
    def voices(self) -> list[tuple[str, str]]:
        """One shape a person: how they stand to it, and the class of the shape."""
        facts = self.facts
        voices = [
            *[("supports", "supports")] * facts.supporting,
            *[("true with a limit", "qualifies")] * facts.qualifying,
            *[("speaks against", "contradicts")] * facts.contradicting,
        ]
        return voices[:MOST_VOICES]


class WeighedList(WorkplaceList):
    """Weighs the rows of the page: one query more, however many they are."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: Any = list(self.result_list)
        at = timezone.now()
        facts = self.model_admin.facts_of([row.pk for row in self.result_list], at=at)  # type: ignore[attr-defined]
        for row in self.result_list:
            row.weighed = Weighed(facts=facts[row.pk], strength=assess(facts[row.pk], at=at))


class WeighedAdmin(WorkplaceAdmin[M]):
    """Pages of what rests on evidence. `evidence` is a column; `weighed` is in the page's context."""

    def facts_of(self, ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
        """Return the facts of each row. One query."""
        raise NotImplementedError

    def state(self, row: M) -> SafeString:
        """Show where the record stands."""
        raise NotImplementedError

    @admin.display(description="evidence")
    def evidence(self, row: Any) -> SafeString:
        return format_html(
            '<span class="evidence">{}{}</span>', row.weighed.band, flags(row.weighed.strength.flags, is_short=True)
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WeighedList

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if obj := kwargs.get("obj"):
            at = timezone.now()
            facts = self.facts_of([obj.pk], at=at)[obj.pk]
            context["weighed"] = Weighed(facts=facts, strength=assess(facts, at=at))
            context["state"] = self.state(obj)
        return super().render_change_form(request, context, *args, **kwargs)


def band(one: Band) -> SafeString:
    """Show the band: a word, and beside it as many of four bars as it has climbed."""
    climbed = list(Band).index(one)
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="4" height="{}" rx="1"/>',
        (("is-on" if step < climbed else "", step * 6, 12 - 3 * step, 4 + 3 * step) for step in range(len(Band) - 1)),
    )
    shape = format_html('<svg viewBox="0 0 22 16" width="22" height="16" aria-hidden="true">{}</svg>', bars)
    word = "no evidence" if one is Band.NONE else one.value
    return format_html('<span class="band band-{}">{}{}</span>', climbed, shape, word)


def flags(some: Collection[Flag], *, is_short: bool = False) -> SafeString:
    """Show what stands beside the band. In a list, that nobody looked for the opposite takes two words."""
    words = {Flag.OPPOSITE_NOT_SOUGHT: "one-sided?"} if is_short else {}
    return format_html_join(
        "",
        "{}",
        ((marks.chip(words.get(flag, flag.value), TONES.get(flag, "warn")),) for flag in some),
    )
