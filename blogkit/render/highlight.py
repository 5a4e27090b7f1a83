"""Code -> coloured HTML, by Pygments, with its lexers kept."""

# ruff: noqa: PLC0415 - Pygments and the regular expressions of its lexers cost 60 ms, which known code saves
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter
    from pygments.lexer import Lexer


@lru_cache(maxsize=4096)
def highlight(code: str, language: str) -> str:
    """Highlighted lines without a wrapper; escaped only, where the language is not known."""
    from pygments import highlight as pygments_highlight

    lexer = _lexer(language)
    return pygments_highlight(code, lexer, _formatter()) if lexer else escape(code, quote=False)


@cache
def _formatter() -> "HtmlFormatter[str]":
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> "Lexer | None":
    from pygments.lexers import get_lexer_by_name  # pyright: ignore[reportUnknownVariableType]
    from pygments.util import ClassNotFound

    try:
        # a leading empty line is a line of the post; a marked line must stay where it is
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
