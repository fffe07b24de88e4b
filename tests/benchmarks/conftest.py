"""Benchmarks borrow the browser of the journeys."""

from tests.journeys.conftest import browser, console, log_in, page

__all__ = ["browser", "console", "log_in", "page"]
