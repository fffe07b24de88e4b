"""The first thread, from words to work: what a new installation begins with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists

from backlog.models import Evidence
from research.models import Highlight, Insight, Note, OpportunityEvidence, Product, Study, Viewer


@dataclass(frozen=True, kw_only=True)
class Step:
    """One stop of the first thread. `page` is the name of the address where it is done, set on the next step only."""

    title: str
    about: str
    button: str
    is_done: bool
    page: str = ""


FIRST_STEPS = {
    "study": (
        "research.add_study",
        Step(
            title="Create a study",
            about="What do you want to learn? A title is enough to begin.",
            button="Create a study",
            page="admin:research_study_add",
            is_done=False,
        ),
    ),
    "note": (
        "research.add_interview",
        Step(
            title="Bring a transcript",
            about="Paste it, or drop the file from Zoom, Teams, Meet or Otter. Speakers and times are kept.",
            button="Log an interview",
            page="log",
            is_done=False,
        ),
    ),
    "highlight": (
        "research.add_highlight",
        Step(
            title="Mark a passage",
            about="The exact words that matter. They stay evidence, to the character.",
            button="Open your notes",
            page="admin:research_note_changelist",
            is_done=False,
        ),
    ),
    "insight": (
        "research.add_insight",
        Step(
            title="Write an insight",
            about="What the words add up to, with the words beside it.",
            button="Write an insight",
            page="new_insight",
            is_done=False,
        ),
    ),
    "link": (
        "backlog.add_evidence",
        Step(
            title="Link an item",
            about="From then on, whoever asks “Who says so?” gets the people’s own words.",
            button="Open the backlog",
            page="admin:backlog_backlogitem_changelist",
            is_done=False,
        ),
    ),
}


def of(viewer: Viewer, *, done: Mapping[str, bool]) -> tuple[Step, ...]:
    """Return the way, empty once all is done. Only the next step has a button, for somebody who may take it."""
    following = next((name for name, is_done in done.items() if not is_done), None)
    if following is None:
        return ()
    return tuple(
        replace(
            step,
            is_done=done[name],
            page=step.page if name == following and viewer.has_perm(permission) else "",
        )
        for name, (permission, step) in FIRST_STEPS.items()
    )


def done(viewer: Viewer) -> dict[str, bool]:
    """Say of which there is one, as far as the person may see it. One query."""
    linked = Exists(Evidence.objects.visible_to(viewer)) | Exists(OpportunityEvidence.objects.visible_to(viewer))
    found = Product.objects.annotate(
        study=Exists(Study.objects.visible_to(viewer)),
        note=Exists(Note.objects.visible_to(viewer)),
        highlight=Exists(Highlight.objects.visible_to(viewer)),
        insight=Exists(Insight.objects.visible_to(viewer)),
        link=linked,
    )
    return found.values(*FIRST_STEPS).first() or dict.fromkeys(FIRST_STEPS, False)
