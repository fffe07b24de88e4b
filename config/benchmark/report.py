"""A line of figures, as a row of a table."""

from dataclasses import dataclass

from config.benchmark.measuring import Times


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question: ours alone and eight at once, the SQL through psycopg, and pgbench's rates."""

    name: str
    goal: str
    bytes: int
    ours: Times
    at_once: Times | None
    sql: Times | None
    pgbench: float | None
    pgbench_at_once: float | None

    @property
    def to_sql(self) -> float | None:
        return self.ours.median / self.sql.median if self.sql else None

    @property
    def to_pgbench(self) -> float | None:
        return self.at_once.rate / self.pgbench_at_once if self.at_once and self.pgbench_at_once else None


HEAD = (
    "| work | ours, ms (p95) | eight at once, ms (p95) | a second | SQL, ms (p95) | ours / SQL"
    " | pgbench a second, 1 and 8 | ours / pgbench | goal |\n|---|--:|--:|--:|--:|--:|--:|--:|---|"
)


def row(line: Line) -> str:
    """Return the line as a row of Markdown under `HEAD`."""
    cells = [
        f"{line.name} ({_size(line.bytes)})",
        _times(line.ours),
        _times(line.at_once),
        f"{line.at_once.rate:,.0f}" if line.at_once else "",
        _times(line.sql),
        f"{line.to_sql:.1f}×" if line.to_sql else "",
        f"{line.pgbench:,.0f} and {line.pgbench_at_once:,.0f}" if line.pgbench and line.pgbench_at_once else "",
        f"{line.to_pgbench:.0%}" if line.to_pgbench else "",
        line.goal,
    ]
    return f"| {' | '.join(cells)} |"


def _times(times: Times | None) -> str:
    return f"{times.median:,.1f} ({times.p95:,.1f})" if times else ""


def _size(length: int) -> str:
    return f"{length / 1_000_000:,.1f} MB" if length >= 1_000_000 else f"{length / 1_000:,.0f} kB"
