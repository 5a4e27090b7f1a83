"""Dates in Go's notation: "January 2, 2006" is how the author writes the parts of one certain moment."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _colon(date: datetime) -> str:
    text = date.strftime("%z") or "+0000"
    return f"{text[:3]}:{text[3:5]}"


_PARTS: Mapping[str, Callable[[datetime], str]] = {
    "January": lambda d: _MONTHS[d.month - 1], "Jan": lambda d: _MONTHS[d.month - 1][:3],
    "Monday": lambda d: _DAYS[d.weekday()], "Mon": lambda d: _DAYS[d.weekday()][:3],
    "2006": lambda d: f"{d.year:04}", "06": lambda d: f"{d.year % 100:02}",
    "01": lambda d: f"{d.month:02}", "1": lambda d: str(d.month),
    "002": lambda d: f"{d.timetuple().tm_yday:03}",
    "02": lambda d: f"{d.day:02}", "_2": lambda d: f"{d.day:2}", "2": lambda d: str(d.day),
    "15": lambda d: f"{d.hour:02}", "03": lambda d: f"{(d.hour - 1) % 12 + 1:02}",
    "3": lambda d: str((d.hour - 1) % 12 + 1),
    "04": lambda d: f"{d.minute:02}", "4": lambda d: str(d.minute),
    "05": lambda d: f"{d.second:02}", "5": lambda d: str(d.second),
    "PM": lambda d: "AM" if d.hour < 12 else "PM", "pm": lambda d: "am" if d.hour < 12 else "pm",
    "MST": lambda d: d.tzname() or "UTC", "-0700": lambda d: d.strftime("%z"),
    "-07:00": _colon, "Z07:00": lambda d: "Z" if not d.utcoffset() else _colon(d),
}  # fmt: skip
_LAYOUT = re.compile(
    r"January|Monday|2006|MST|Z07:00|-07:00|-0700|Jan|Mon|002|0[1-6]|15|PM|pm|_2|[1-5](?!\d)", re.ASCII
)


def go_date(layout: str, date: datetime) -> str:
    """Write a date as a layout says.

    >>> go_date("Monday, January 2, 2006 at 3:04pm (day 002)", datetime(2024, 3, 5, 16, 7))
    'Tuesday, March 5, 2024 at 4:07pm (day 065)'
    """
    return _LAYOUT.sub(lambda found: _PARTS[found[0]](date), layout)
