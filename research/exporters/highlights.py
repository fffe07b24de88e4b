"""A fast path: highlights as CSV, written by the database itself.

Whether words may be quoted is asked once for each person and interview, not once for each highlight; what comes out is
what `HighlightQuerySet.with_words` says of each, and a test holds it to that.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from research.exporters.spreadsheet import FORMULA
from research.models import Highlight, Interview

LEAST = 64 * 1024
"""Bytes that are sent at once: rows come one by one."""


def csv(rows: QuerySet[Highlight], *, at: datetime) -> Iterator[bytes]:
    """Yield the rows, the oldest first, under a line of names. One COPY, on the connection of whoever reads on.

    Words that may not be quoted at that moment never leave the database; `withheld` says why. A text that a spreadsheet
    would take for a formula gets an apostrophe before it.
    """
    seen, parameters = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        # The driver writes the values in: COPY takes no parameters.
        given = {"at": at, "feedback": [str(kind) for kind in Interview.FEEDBACK_KINDS], "formula": "".join(FORMULA)}
        statement = cursor.mogrify(_STATEMENT, given).replace("{seen}", cursor.mogrify(seen, parameters))
        waiting = bytearray(b"\xef\xbb\xbf")
        with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)") as copy:
            for row in copy:
                waiting += row
                if len(waiting) >= LEAST:
                    yield bytes(waiting)
                    waiting.clear()
        yield bytes(waiting)


# said      who speaks in which interview
# refused   of those, who may not be quoted, and why; `HighlightParticipantQuerySet.with_refusal` is the same rule
# withheld  the highlights that somebody speaks in who may not be quoted
_STATEMENT = """
WITH said AS (
    SELECT DISTINCT speaker.participant_id, note.interview_id
    FROM research_highlightparticipant speaker
    JOIN research_highlight highlight ON highlight.id = speaker.highlight_id
    JOIN research_note note ON note.id = highlight.note_id
),
refused AS MATERIALIZED (
    SELECT * FROM (
        SELECT said.participant_id, said.interview_id, coalesce(
            deciding.reason, CASE WHEN interview.kind = ANY(%(feedback)s) THEN '' ELSE 'no consent recorded' END
        ) AS reason
        FROM said JOIN research_interview interview ON interview.id = said.interview_id
        LEFT JOIN LATERAL (
            SELECT CASE WHEN withdrawn_at <= %(at)s THEN 'consent withdrawn' WHEN expires_at <= %(at)s
                THEN 'consent expired' WHEN given_at > %(at)s THEN 'consent not given yet' ELSE '' END AS reason
            FROM research_consent consent
            WHERE consent.participant_id = said.participant_id AND consent.scope = 'quote_internally'
                AND (consent.study_id IS NULL OR consent.study_id = interview.study_id)
                AND (consent.interview_id IS NULL OR consent.interview_id = interview.id)
            ORDER BY consent.interview_id NULLS LAST, consent.study_id NULLS LAST, consent.given_at DESC LIMIT 1
        ) deciding ON true
    ) asked WHERE reason <> ''
),
withheld AS MATERIALIZED (
    SELECT speaker.highlight_id, max(refused.reason) AS reason
    FROM refused
    JOIN research_note note ON note.interview_id = refused.interview_id
    JOIN research_highlight highlight ON highlight.note_id = note.id
    JOIN research_highlightparticipant speaker
        ON speaker.highlight_id = highlight.id AND speaker.participant_id = refused.participant_id
    GROUP BY speaker.highlight_id
)
SELECT highlight.id, highlight.note_id AS note, note.interview_id AS interview, interview.study_id AS study,
    highlight.start, highlight."end", highlight.kind, highlight.state, highlight.verbatim,
    coalesce(withheld.reason, '') AS withheld,
    CASE WHEN withheld.reason IS NOT NULL THEN ''
        ELSE CASE WHEN strpos(%(formula)s, left(quote, 1)) > 0 AND quote <> '' THEN '''' ELSE '' END || quote
    END AS quote,
    CASE WHEN strpos(%(formula)s, left(comment, 1)) > 0 AND comment <> '' THEN '''' ELSE '' END || comment AS comment,
    to_char(highlight.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at
FROM research_highlight highlight
JOIN research_note note ON note.id = highlight.note_id
JOIN research_interview interview ON interview.id = note.interview_id
LEFT JOIN withheld ON withheld.highlight_id = highlight.id
WHERE highlight.id IN ({seen})
ORDER BY highlight.id
"""
