"""Spans of time in templates: `time.ParseDuration "90m"`, `(time .Date).Sub`."""

import re
from datetime import timedelta

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.values import Fields, go_text

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONG = {
    "nanosecond": "ns",
    "microsecond": "us",
    "millisecond": "ms",
    "second": "s",
    "minute": "m",
    "hour": "h",
}


def parse_duration(text: object) -> Fields:
    """Read `1h30m`."""
    found = re.findall(r"([\d.]+)(ns|us|µs|ms|s|m|h)", go_text(text))
    if not found:
        raise ShortcodeError(f'"{go_text(text)}" is not a duration; write it as 1h30m')
    sign = -1 if go_text(text).startswith("-") else 1
    return duration_fields(timedelta(seconds=sign * sum(float(n) * _UNITS[unit] for n, unit in found)))


def duration(unit: object, count: object) -> Fields:
    """So many of a unit: `duration "hour" 3`."""
    name = go_text(unit).rstrip("s") if len(go_text(unit)) > 2 else go_text(unit)
    return parse_duration(f"{go_text(count)}{_LONG.get(name, name)}")


def duration_fields(span: timedelta) -> Fields:
    """Make the object of a span."""
    seconds = span.total_seconds()
    return Fields(
        {
            "Hours": lambda: seconds / 3600,
            "Minutes": lambda: seconds / 60,
            "Seconds": lambda: seconds,
            "Milliseconds": lambda: int(seconds * 1e3),
        },
        _written(seconds),
    )


def _written(seconds: float) -> str:
    """Write a span as Go does: 3h0m0s."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(int(minutes), 60)
    words = f"{rest:.9g}s"
    words = f"{hours}h{minutes}m{words}" if hours else f"{minutes}m{words}" if minutes else words
    return "-" * (seconds < 0) + words
