"""Dates as Hugo's templates see and write them."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

from datetime import UTC, datetime, timedelta
from typing import Self

from blogkit.hugo.go_dates import go_date
from blogkit.hugo.gotemplate.durations import duration_fields
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.functions.numbers import number
from blogkit.hugo.gotemplate.values import Fields, field, go_text
from blogkit.source import read_date

_NAMED = {
    ":date_full": "Monday, January 2, 2006",
    ":date_long": "January 2, 2006",
    ":date_medium": "Jan 2, 2006",
    ":date_short": "1/2/06",
    ":time_short": "3:04 pm",
    ":time_medium": "3:04:05 pm",
}


def format_date(layout: object, value: object) -> str:
    """Write a date in Go's notation.

    >>> format_date("January 2, 2006", "2024-03-05")
    'March 5, 2024'
    """
    if isinstance(value, Fields) and "Format" in value.fields:
        return value.fields["Format"](layout)
    date = read_date(value)
    if date is None:
        raise ShortcodeError(f'"{go_text(value)}" is not a date')
    pattern = _NAMED.get(go_text(layout), go_text(layout))
    return go_date(pattern, date)


def date_fields(value: object) -> Fields:
    """Make an object of a date: `(time .Date).Year`."""
    date = read_date(value)
    if date is None:
        raise ShortcodeError(f'"{go_text(value)}" is not a date')
    return Fields(
        {
            "Format": lambda layout: format_date(layout, date),
            "Year": lambda: date.year,
            "Month": lambda: Named(date.month, date.strftime("%B")),
            "Day": lambda: date.day,
            "Hour": lambda: date.hour,
            "Minute": lambda: date.minute,
            "Second": lambda: date.second,
            "Weekday": lambda: Named((date.weekday() + 1) % 7, date.strftime("%A")),
            "YearDay": lambda: date.timetuple().tm_yday,
            "IsZero": lambda: date.year == 1,
            "Unix": lambda: int(date.timestamp()),
            "UnixMilli": lambda: int(date.timestamp()) * 10**3,
            "UnixMicro": lambda: int(date.timestamp()) * 10**6,
            "UnixNano": lambda: int(date.timestamp()) * 10**9,
            "Sub": lambda other: duration_fields(_since(date, other)),
            "Equal": lambda other: number(field(other, "Unix", ())) == int(date.timestamp()),
            "UTC": lambda: date_fields(date.astimezone(UTC)),
            "Local": lambda: date_fields(date),
            "AddDate": lambda years, months, days: date_fields(_moved(date, years, months, days)),
            "Before": lambda other: number(field(other, "Unix", ())) > int(date.timestamp()),
            "After": lambda other: number(field(other, "Unix", ())) < int(date.timestamp()),
        },
        str(date),
    )


def _since(date: datetime, other: object) -> timedelta:
    return timedelta(seconds=int(date.timestamp()) - number(field(other, "Unix", ())))


class Named(int):
    """A month or a day of the week: a number with a name."""

    def __new__(cls, number: int, name: str) -> Self:
        """Keep the name beside the number."""
        made = super().__new__(cls, number)
        made.name = name
        return made

    name: str

    def __str__(self) -> str:
        """Write the name."""
        return self.name


def _moved(date: datetime, years: int, months: int, days: int) -> datetime:
    """Go on by years, months and days; the 31st of a month that has none is in the next one, as in Go.

    >>> _moved(datetime(2024, 1, 31), 0, 1, 0)
    datetime.datetime(2024, 3, 2, 0, 0)
    """
    year, month = divmod(date.year * 12 + date.month - 1 + years * 12 + months, 12)
    return date.replace(year=year, month=month + 1, day=1) + timedelta(days=date.day - 1 + days)
