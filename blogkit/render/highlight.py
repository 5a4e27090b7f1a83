"""Code -> coloured HTML, by Pygments, with its lexers kept."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Pygments' lexers take options of any type

from functools import cache, lru_cache
from html import escape

from pygments import highlight as pygments_highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound


@lru_cache(maxsize=4096)
def highlight(code: str, language: str) -> str:
    """Highlighted lines without a wrapper; escaped only, where the language is not known."""
    lexer = _lexer(language)
    return pygments_highlight(code, lexer, _formatter()) if lexer else escape(code, quote=False)


@cache
def _formatter() -> HtmlFormatter[str]:
    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        # a leading empty line is a line of the post; a marked line must stay where it is
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
