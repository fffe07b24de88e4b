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
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent"),
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
