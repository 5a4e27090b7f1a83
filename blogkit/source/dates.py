"""A date as authors write it -> a datetime with a time zone."""

import re
from datetime import UTC, date, datetime, tzinfo

_FORMATS = (
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S %z %Z",
    "%Y-%m-%d %H:%M %z",
    "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M:%S %Z",
    "%d %b %y %H:%M %z",
    "%d %b %y %H:%M %Z",
    "%A, %d-%b-%y %H:%M:%S %Z",
    "%a %b %d %H:%M:%S %Y",
    "%a %b %d %H:%M:%S %Z %Y",
    "%a %b %d %H:%M:%S %z %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d",
)


def read_date(value: object, zone: tzinfo = UTC) -> datetime | None:
    """Understand a TOML date, an ISO date, a mail date, or seconds since 1970; None when it is not one.

    `zone` is taken where the value names none.

    >>> read_date("2024-3-5 07:30")
    datetime.datetime(2024, 3, 5, 7, 30, tzinfo=datetime.timezone.utc)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    if isinstance(value, int):
        return _from_seconds(value, zone)
    return _from_text(value.strip(), zone) if isinstance(value, str) else None


def _from_seconds(value: int, zone: tzinfo) -> datetime | None:
    """Seconds since 1970; a number beyond the calendar is no date."""
    try:
        return datetime.fromtimestamp(value, zone)
    except (ValueError, OverflowError, OSError):
        return None


def _from_text(text: str, zone: tzinfo) -> datetime | None:
    """ISO 8601 first (nearly every post), then the other forms."""
    for form in (_padded(text), text):
        try:
            found = datetime.fromisoformat(form)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=zone)
    return _from_formats(text, zone)


def _from_formats(text: str, zone: tzinfo) -> datetime | None:
    """Try the written-out forms."""
    for form in _FORMATS:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is added below
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC if "%Z" in form else zone)
    return None


def _padded(text: str) -> str:
    """Write `2024-3-5 7:30 +0100` as ISO 8601 has it: two digits each, no space before the zone."""
    found = re.fullmatch(
        r"(\d{4})-(\d{1,2})-(\d{1,2})"
        r"(?:[Tt ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|UTC|GMT)?)?",
        text,
    )
    if not found:
        return text
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    padded = f"{year}-{month:0>2}-{day:0>2}"
    if hour is None:
        return padded
    zone = {"UTC": "+00:00", "GMT": "+00:00", None: ""}.get(zone, zone)
    return f"{padded}T{hour:0>2}:{minute}:{second or '00'}{(fraction or '')[:7]}{zone}"
