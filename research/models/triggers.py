"""Invariants that span rows, kept by the database whatever writes to it.

Each raises `check_violation` with a sentence for people and the name of the rule, as a check constraint would.
"""

import pgtrigger


def no_cycle(table: str, *, what: str) -> pgtrigger.Trigger:
    """No row of a tree on `parent_id` is its own ancestor.

    Two moves at once could each be innocent and together make a ring, so moves within one table queue on
    an advisory lock; it is taken only where a parent is set, and walks the ancestors alone.
    """
    return pgtrigger.Trigger(
        name="no_cycle",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
        condition=pgtrigger.Q(new__parent__isnull=False),
        func=f"""
            PERFORM pg_advisory_xact_lock(hashtext('{table}'), 0);
            IF EXISTS (
                WITH RECURSIVE ancestor(id, parent_id) AS (
                    SELECT id, parent_id FROM {table} WHERE id = NEW.parent_id
                    UNION
                    SELECT above.id, above.parent_id FROM {table} above JOIN ancestor ON above.id = ancestor.parent_id
                )
                SELECT FROM ancestor WHERE id = NEW.id
            ) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'check_violation',
                    CONSTRAINT = '{table}_no_cycle',
                    MESSAGE = 'Hung there, this {what} would be its own ancestor.';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  (names of our own tables)
    )


def private_words_stay_in_their_study(table: str, *, on: pgtrigger.Operation) -> pgtrigger.Trigger:
    """A private study's words are evidence for insights of that study only, whichever row is written last."""
    return _never(
        name="private_words_stay_in_their_study",
        on=on,
        rows="""
            research_insightevidence
            JOIN research_insight ON research_insight.id = research_insightevidence.insight_id
            JOIN research_highlight ON research_highlight.id = research_insightevidence.highlight_id
            JOIN research_note ON research_note.id = research_highlight.note_id
            JOIN research_interview ON research_interview.id = research_note.interview_id
            JOIN research_study ON research_study.id = research_interview.study_id
        """,
        where=f"""
            {table}.id = NEW.id AND research_study.visibility = 'private'
            AND research_insight.study_id IS DISTINCT FROM research_study.id
        """,
        message="Words of a private study are evidence for insights of that study only.",
    )


def opportunities_cite_open_insights(table: str, *, on: pgtrigger.Operation) -> pgtrigger.Trigger:
    """An opportunity is seen by everybody, so what it cites is too."""
    return _never(
        name="opportunities_cite_open_insights",
        on=on,
        rows="""
            research_opportunityevidence
            JOIN research_insight ON research_insight.id = research_opportunityevidence.insight_id
            JOIN research_study ON research_study.id = research_insight.study_id
        """,
        where=f"{table}.id = NEW.id AND research_study.visibility = 'private'",
        message="An opportunity cites open insights only.",
    )


def _never(*, name: str, on: pgtrigger.Operation, rows: str, where: str, message: str) -> pgtrigger.Trigger:
    """At commit, no such rows. `FOR SHARE`: a study that is being closed at the same moment waits, or is waited for."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=on,
        timing=pgtrigger.Deferred,
        func=f"""
            PERFORM FROM {rows} WHERE {where.replace("research_study.visibility = 'private'", "true")}
                FOR SHARE OF research_study;
            IF EXISTS (SELECT FROM {rows} WHERE {where}) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{message}';
            END IF;
            RETURN NULL;
        """,
    )
