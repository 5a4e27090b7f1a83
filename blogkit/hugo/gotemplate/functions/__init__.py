"""The functions of Hugo's templates that shortcodes of blogs use: name -> Python function."""

from blogkit.hugo.gotemplate.functions.dates import date_fields, format_date
from blogkit.hugo.gotemplate.functions.table import FUNCTIONS

__all__ = ["FUNCTIONS", "date_fields", "format_date"]
