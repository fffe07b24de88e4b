"""Rules between items, kept by the database whatever writes to it. See `research.models.triggers`."""

import pgtrigger


def large_holds_small() -> pgtrigger.Trigger:
    """An item hangs under one that is at least as large. Moves and changes of kind queue on the lock of `no_cycle`."""
    return pgtrigger.Trigger(
        name="large_holds_small",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id", "kind"),
        func=f"""
            IF TG_OP = 'INSERT' AND NEW.parent_id IS NULL THEN
                RETURN NEW;
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id AND NEW.kind = OLD.kind THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock(hashtext('backlog_backlogitem'), 0);
            IF EXISTS (
                SELECT FROM backlog_backlogitem above
                WHERE above.id = NEW.parent_id AND {_size("above.kind")} < {_size("NEW.kind")}
            ) OR EXISTS (
                SELECT FROM backlog_backlogitem below
                WHERE below.parent_id = NEW.id AND {_size("below.kind")} > {_size("NEW.kind")}
            ) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'check_violation',
                    CONSTRAINT = 'backlog_backlogitem_large_holds_small',
                    MESSAGE = 'Nothing hangs under what is smaller: '
                        'epics hold solutions, these hold stories, bugs and spikes, and these hold tasks.';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  (names of our own columns)
    )


def no_ring() -> pgtrigger.Trigger:
    """No item blocks, or duplicates, itself through others. Each kind is walked alone; writes queue on a lock."""
    return pgtrigger.Trigger(
        name="no_ring",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("source_id", "target_id", "kind"),
        condition=~pgtrigger.Q(new__kind="relates"),
        func="""
            PERFORM pg_advisory_xact_lock(hashtext('backlog_dependency'), 0);
            IF EXISTS (
                WITH RECURSIVE following(id) AS (
                    SELECT NEW.target_id
                    UNION
                    SELECT further.target_id
                    FROM backlog_dependency further JOIN following ON further.source_id = following.id
                    WHERE further.kind = NEW.kind AND further.id <> NEW.id
                )
                SELECT FROM following WHERE id = NEW.source_id
            ) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'check_violation',
                    CONSTRAINT = 'backlog_dependency_no_ring',
                    MESSAGE = 'That would make a ring: the other way round it is so already, if only through others.';
            END IF;
            RETURN NEW;
        """,
    )


def _size(kind: str) -> str:
    return f"CASE {kind} WHEN 'epic' THEN 3 WHEN 'solution' THEN 2 WHEN 'task' THEN 0 ELSE 1 END"
