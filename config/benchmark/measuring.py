"""Doing something over and over, alone or eight at once, and how long it took each time."""

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

LONG_ENOUGH = 2.0
"""Seconds that a line is measured for at most."""
MOST = 200
WARMING_UP = 3


@dataclass(frozen=True, kw_only=True)
class Times:
    """Of how many, in milliseconds; `rate` is how many a second there were in all."""

    number: int
    median: float
    p95: float
    rate: float


def timed(act: Callable[[int], object], *, workers: int = 1, is_long: bool = False) -> Times:
    """Do it, in turn for each number from 0 on, until there is enough to tell. Whatever `act` raises ends it."""
    numbers, lock = count(), threading.Lock()
    for _ in range(0 if is_long else WARMING_UP):
        act(next(numbers))
    took: list[float] = []
    failures: list[BaseException] = []
    begin = time.perf_counter()
    most = workers if is_long else MOST * min(workers, 2)

    def work() -> None:
        while not failures:
            with lock:
                number = next(numbers)
            started = time.perf_counter()
            try:
                act(number)
            except Exception as error:  # noqa: BLE001  (told below, whatever it was)
                failures.append(error)
                return
            ended = time.perf_counter()
            with lock:
                took.append((ended - started) * 1_000)
                if len(took) >= most or ended - begin > LONG_ENOUGH:
                    return

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    lasted = time.perf_counter() - begin
    ordered = sorted(took)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Times(number=len(took), median=statistics.median(took), p95=p95, rate=len(took) / lasted)
