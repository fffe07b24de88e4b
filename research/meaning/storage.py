"""The table of vectors, and what the database itself does about it.

It is made after every `migrate` where pgvector is to be had, rather than by a migration: a migration runs once, and
pgvector may come later. Triggers forget a vector the moment that what it stands for changes, goes, or may no longer be
processed automatically; `learning` makes it anew. So nothing that writes has to know of vectors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DatabaseError, connection, transaction

from research.models import Consent, Meaning
from research.models.meaning import DIMENSIONS

TABLE = f"""
    CREATE TABLE IF NOT EXISTS research_meaning (
        kind text NOT NULL,
        target bigint NOT NULL,
        part integer NOT NULL DEFAULT 0,
        model text NOT NULL,
        text_hash bytea NOT NULL,
        vector halfvec({DIMENSIONS}),
        PRIMARY KEY (kind, target, part)
    );
"""
INDEX = """
    CREATE INDEX IF NOT EXISTS research_meaning_of_{kind}s ON research_meaning
        USING hnsw (vector halfvec_cosine_ops) WHERE kind = '{kind}';
"""

LOCK = "research.meaning"
"""Whoever changes words shares it to the end of the transaction; whoever writes vectors has it alone."""

OF_NOTES = """
    (SELECT 'turn' AS kind, t.id AS target FROM research_turn t JOIN {notes} ON t.note_id = n.id
     UNION ALL SELECT 'highlight', h.id FROM research_highlight h JOIN {notes} ON h.note_id = n.id
     UNION ALL SELECT 'note', n.id FROM {notes})
"""
OF_INTERVIEWS = OF_NOTES.format(
    notes="(SELECT note.id FROM research_note note JOIN touched ON note.interview_id = touched.{interview}) n"
)


@dataclass(frozen=True, kw_only=True)
class Forgetting:
    """Of which table rows that come, go or change in these columns make us forget what.

    `forgotten` selects (kind, target) from the rows that were `touched`.
    """

    table: str
    forgotten: str
    changed: tuple[str, ...] = ()
    when_added: bool = False

    def statements(self) -> Iterator[str]:
        events = {"DELETE": ("REFERENCING OLD TABLE AS before", "SELECT * FROM before")}
        if self.when_added:
            events["INSERT"] = ("REFERENCING NEW TABLE AS after", "SELECT * FROM after")
        if self.changed:
            events["UPDATE"] = ("REFERENCING OLD TABLE AS before NEW TABLE AS after", self._changes())
        for event, (tables, touched) in events.items():
            name = f"{self.table}_forgets_meaning_on_{event.lower()}"
            yield f"""
                CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_advisory_xact_lock_shared(hashtext('{LOCK}'));
                    WITH touched AS MATERIALIZED ({touched})
                    DELETE FROM research_meaning m USING {self.forgotten} f
                    WHERE m.kind = f.kind AND m.target = f.target;
                    RETURN NULL;
                END $$;
                CREATE OR REPLACE TRIGGER forgets_meaning_on_{event.lower()} AFTER {event} ON {self.table}
                    {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
            """  # noqa: S608  (names of our own)

    def _changes(self) -> str:
        old, new = (", ".join(f"{side}.{column}" for column in self.changed) for side in ("before", "after"))
        return f"""
            SELECT before.* FROM before JOIN after USING (id) WHERE ({old}) IS DISTINCT FROM ({new})
            UNION ALL
            SELECT after.* FROM before JOIN after USING (id) WHERE ({old}) IS DISTINCT FROM ({new})
        """  # noqa: S608


FORGETTINGS = (
    Forgetting(
        table="research_turn",
        changed=("note_id", "start", '"end"', "participant_id", "interviewer_id"),
        forgotten="(SELECT 'turn' AS kind, id AS target FROM touched)",
    ),
    Forgetting(
        table="research_highlight",
        changed=("quote", "state", "by_interviewer"),
        forgotten="(SELECT 'highlight' AS kind, id AS target FROM touched)",
    ),
    Forgetting(
        table="research_highlightparticipant",
        when_added=True,
        forgotten="(SELECT 'highlight' AS kind, highlight_id AS target FROM touched)",
    ),
    Forgetting(
        table="research_note",
        changed=("text", "interview_id"),
        forgotten=OF_NOTES.format(notes="(SELECT id FROM touched) n"),
    ),
    Forgetting(
        table="research_insight",
        changed=("title", "statement"),
        forgotten="(SELECT 'insight' AS kind, id AS target FROM touched)",
    ),
    Forgetting(
        table="research_interview",
        changed=("kind", "study_id"),
        forgotten=OF_INTERVIEWS.format(interview="id"),
    ),
    Forgetting(
        table="research_interview_participants",
        when_added=True,
        forgotten=OF_INTERVIEWS.format(interview="interview_id"),
    ),
    Forgetting(
        table="research_consent",
        changed=("scope", "participant_id", "study_id", "interview_id", "given_at", "expires_at", "withdrawn_at"),
        when_added=True,
        forgotten=OF_NOTES.format(
            notes=f"""
                (SELECT note.id FROM research_note note
                 JOIN research_interview_participants took_part USING (interview_id)
                 JOIN touched ON took_part.participant_id = touched.participant_id
                    AND touched.scope = '{Consent.Scope.PROCESS_AUTOMATICALLY}') n
            """  # noqa: S608
        ),
    ),
)


def ensure(**_: Any) -> None:
    """Make the table and its triggers where pgvector is, or can be, installed; else do nothing. Called by a signal."""
    with connection.cursor() as cursor:
        if not _has_pgvector(cursor):
            return
        cursor.execute(TABLE)
        for kind in Meaning.Kind.values:
            cursor.execute(INDEX.format(kind=kind))
        for forgetting in FORGETTINGS:
            for statement in forgetting.statements():
                cursor.execute(statement)
    is_there.cache_clear()


def hold_still() -> None:
    """Wait until nobody is changing words, and keep it so until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])


@cache
def is_there() -> bool:
    """Say whether this database keeps vectors. Asked once a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('research_meaning') IS NOT NULL")
        (found,) = cursor.fetchone()
    return bool(found)


def _has_pgvector(cursor: Any) -> bool:
    """Half vectors need 0.7, the iterative scans that `nearest` relies on 0.8."""
    cursor.execute("SELECT installed_version FROM pg_available_extensions WHERE name = 'vector'")
    found = cursor.fetchone()
    if found is None:
        return False
    if found[0] is None:
        try:
            with transaction.atomic():
                cursor.execute("CREATE EXTENSION vector")
        except DatabaseError:
            return False
    cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    (version,) = cursor.fetchone()
    return tuple(int(part) for part in version.split(".")[:2]) >= (0, 8)
