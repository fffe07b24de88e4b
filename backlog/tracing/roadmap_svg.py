"""A roadmap's timeline as an SVG file that needs no style of ours."""

from datetime import date

from django.template.loader import render_to_string

from backlog.tracing import roadmap_timeline
from backlog.tracing.roadmap import RoadmapDocument

NAME = "roadmap.svg"


def of(told: RoadmapDocument, *, today: date) -> str:
    """Return the file; empty while no entry is in a release."""
    timeline = roadmap_timeline.drawn(told, today=today)
    if timeline is None:
        return ""
    return render_to_string(
        "workplace/roadmap_timeline.svg", {"timeline": timeline, "told": told, "is_file": True}
    ).strip()
