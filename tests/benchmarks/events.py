# ruff: noqa: S608  (a file and names of our own)
"""Events: from a file to the table, and a funnel of five steps over them, beside DuckDB on the same file.

Prints figures and ratios, and asserts no time:

    python3 -m tests.benchmarks.events --events 10000000

Works in the database of DATABASE_URL, in a source of its own, which it takes away again. DuckDB (`pip install duckdb`)
is no dependency; without it there is no comparison.
"""

import argparse
import importlib
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import django

T = TypeVar("T")

STEPS = ("Signed up", "Created a calendar", "Invited somebody", "Shared a calendar", "Paid")
OTHERS = tuple(f"Looked at page {number}" for number in range(15))
BEGIN = datetime(2026, 4, 1, tzinfo=UTC)
DAYS = 180
GOES_ON = 0.62
SOURCE = "Benchmark"


def rows(events: int) -> Iterator[dict[str, Any]]:
    """Events as Mixpanel exports them, in the order of time: one in four belongs to somebody's way through the funnel."""
    chance = random.Random(1)
    people = max(1, events // 40)
    furthest = dict.fromkeys(range(people), 0)
    for number in range(events):
        person = chance.randrange(people)
        step = furthest[person]
        is_step = chance.random() < 0.25 and (step == 0 or chance.random() < GOES_ON)
        name = STEPS[step % len(STEPS)] if is_step else chance.choice(OTHERS)
        furthest[person] += is_step
        seconds = int(BEGIN.timestamp()) + number * DAYS * 86_400 // events
        said = {"time": seconds, "distinct_id": f"person-{person}", "$insert_id": f"{number:x}"}
        yield {"event": name, "properties": {**said, "plan": chance.choice(("free", "team", "pro")), "$os": "Linux"}}


def timed(what: str, run: Callable[[], T], *, of: int = 0) -> tuple[T, float]:
    """Run it, and print how long it took and how many of something that is in a second."""
    begin = time.perf_counter()
    result = run()
    took = time.perf_counter() - begin
    print(f"{what:<46}{took:>9.2f} s{f'{of / took:>14,.0f} events/s' if of else ''}")
    return result, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--events", type=int, default=10_000_000)
    events = parser.parse_args().events
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.jsonl"
        with path.open("w") as file:
            file.writelines(f"{json.dumps(row)}\n" for row in rows(events))
        print(f"{events:,} events, {path.stat().st_size >> 20:,} MiB of JSON lines, {len(STEPS)} steps, window 7 days")
        ours, theirs = ours_on(path, events), duckdb_on(path, events)
    for what, mine, other in zip(("import", "funnel"), ours, theirs or (), strict=False):
        print(f"{what}: {mine / other:.1f} times DuckDB's time")


def ours_on(path: Path, events: int) -> tuple[float, float]:
    behaviour = importlib.import_module("research.behaviour.imports")
    loading = importlib.import_module("research.behaviour.loading")
    models = importlib.import_module("research.models")
    models.EventSource.objects.filter(name=SOURCE).delete()
    source = models.EventSource.objects.create(
        product=models.Product.objects.earliest("id"), name=SOURCE, tool="mixpanel"
    )
    try:
        part = min(events, 200_000)
        parsed = [found for _, found in islice(_read(behaviour, path, source), part)]
        batches = [parsed[at : at + behaviour.BATCH] for at in range(0, part, behaviour.BATCH)]
        timed("parsed rows → table", lambda: [loading.store(one, source=source) for one in batches], of=part)
        run, took = timed(
            "file → table, index and statistics",
            lambda: behaviour.run_path(path, source=source, by=None, told=lambda _: None),
            of=events,
        )
        print(f"  {run.events_added:,} new, {run.duplicates:,} known already")
        question = _question(source, models)
        funnels = importlib.import_module("research.behaviour.funnels")
        timed("funnel of five steps, cold", lambda: funnels.of(question))
        result, warm = timed("funnel of five steps, warm", lambda: funnels.of(question))
        print("  " + " → ".join(f"{step.count:,}" for step in result.whole.steps))
        return took, warm
    finally:
        source.delete()


def _read(behaviour: Any, path: Path, source: Any) -> Any:
    lines = behaviour.files.lines_of_path(path)
    return behaviour.read(lines, reader=behaviour.READERS[source.tool], manner=behaviour.manner_of(source))


def _question(source: Any, models: Any) -> Any:
    questions = importlib.import_module("research.behaviour.questions")
    funnel = models.Funnel(
        source=source, name=uuid4().hex, preset="mixpanel", steps=[{"event": step} for step in STEPS], days=DAYS
    )
    return questions.question_of(funnel, until=BEGIN + timedelta(days=DAYS))


def duckdb_on(path: Path, events: int) -> tuple[float, float] | None:
    """The same file and the same rule: the first entry, then each step's first instance, within seven days of it."""
    try:
        duckdb: Any = importlib.import_module("duckdb")
    except ImportError:
        print("DuckDB is not installed: no comparison.")
        return None
    database = duckdb.connect()
    database.execute("SET threads TO 2")
    _, took = timed(
        "DuckDB: file → table",
        lambda: database.execute(
            f"""
            CREATE TABLE event AS SELECT event AS name, to_timestamp(properties.time) AS moment,
                properties.distinct_id AS person, properties FROM read_json('{path}', format='newline_delimited')
            """
        ),
        of=events,
    )
    counted, warm = timed("DuckDB: funnel of five steps", lambda: database.execute(_duckdb_funnel()).fetchone())
    print("  " + " → ".join(f"{number:,}" for number in counted))
    return took, warm


def _duckdb_funnel() -> str:
    parts = [
        f"s1 AS (SELECT person, min(moment) AS moment, min(moment) AS entered FROM event WHERE name = '{STEPS[0]}' GROUP BY 1)"
    ]
    for number, step in enumerate(STEPS[1:], 2):
        parts.append(
            f"s{number} AS (SELECT person, min(e.moment) AS moment, any_value(entered) AS entered FROM event e"
            f" JOIN s{number - 1} b USING (person) WHERE name = '{step}' AND e.moment >= b.moment - INTERVAL 2 SECOND"
            f" AND e.moment <= entered + INTERVAL 7 DAY GROUP BY 1)"
        )
    counts = ", ".join(f"(SELECT count(*) FROM s{number})" for number in range(1, len(STEPS) + 1))
    return f"WITH {', '.join(parts)} SELECT {counts}"


if __name__ == "__main__":
    main()
