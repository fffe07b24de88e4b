"""What is compared with what."""

from dataclasses import dataclass
from enum import StrEnum

from research.models import Study, Tag


class Rows(StrEnum):
    """What a row stands for. A tag stands for those under it, too."""

    TAGS = "tags"
    KINDS = "kinds"
    INSIGHTS = "insights"


class Columns(StrEnum):
    """What a column stands for."""

    SEGMENTS = "segments"
    ACCOUNTS = "accounts"
    STUDIES = "studies"
    ROLES = "roles"
    PARTICIPANTS = "participants"


class Coding(StrEnum):
    """Which interviews count: those that somebody has coded to the end, or also those with any highlight."""

    DONE = "done"
    BEGUN = "begun"


@dataclass(frozen=True, kw_only=True)
class Question:
    """`study` and `tag` narrow it: to the interviews of one study, to the tags of one branch."""

    rows: Rows = Rows.TAGS
    columns: Columns = Columns.SEGMENTS
    coding: Coding = Coding.DONE
    study: Study | None = None
    tag: Tag | None = None
