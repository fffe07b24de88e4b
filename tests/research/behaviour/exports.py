"""Exports as the tools write them, made up for tests."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any


def amplitude(**given: Any) -> dict[str, Any]:
    """A row of an Amplitude export."""
    return {
        "$insert_id": "b1",
        "amplitude_id": 2234540891,
        "device_id": "device-1",
        "user_id": "maria@example.org",
        "event_type": "Signed up",
        "event_time": "2026-10-01 09:30:00.250000",
        "event_properties": {"plan": "pro"},
        "user_properties": {"email": "maria@example.org", "team size": 12},
        "uuid": "f3f0f9b8-0000-11ee-8c99-0242ac120002",
        "country": "Portugal",
        "platform": "Web",
        "library": "amplitude-js/8.21.4",
        "ip_address": "192.0.2.1",
        **given,
    }


def mixpanel(
    event: str = "Signed up", *, time: Any = 1790847000, person: Any = "p1", **properties: Any
) -> dict[str, Any]:
    """A row of a Mixpanel raw export."""
    named = {"time": time, "distinct_id": person, "$insert_id": f"{event}-{time}", **properties}
    return {"event": event, "properties": named}


def lines(rows: Iterable[Mapping[str, Any] | str]) -> bytes:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows).encode()


def zipped(members: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def gzipped_zip(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """What Amplitude sends: a ZIP whose members are gzipped lines, one member an hour."""
    return zipped(
        {f"100/100_2026-10-01_9#{hour}.json.gz": gzip.compress(lines([row])) for hour, row in enumerate(rows)}
    )
