"""The fonts of a site: known, or made by another process while pages are written."""

from collections.abc import Callable, Mapping
from functools import cache, partial

from blogkit.cache import Memo, digest
from blogkit.parallel import Beside
from blogkit.site import font_names, fonts_at_hand, mathematics_font, text_fonts


def font_of(memo: Memo, beside: Beside, signs: str) -> Callable[[], bytes]:
    """The mathematics font for some signs, to be waited for: another process may make it meanwhile."""
    key = digest("font", signs)
    known: bytes | None = memo.get(key)
    if known:
        return lambda: known
    coming = beside.soon(partial(made_font, signs))

    def wait() -> bytes:
        font = coming()
        memo.keep_late(key, font)
        return font

    return wait


def text_fonts_of(memo: Memo, beside: Beside, letters: str) -> Mapping[str, Callable[[], bytes]]:
    """The fonts of text and code, made together and waited for when the first is asked for."""
    key = digest("text fonts", letters)
    known: dict[str, bytes] | None = memo.get(key) or fonts_at_hand(letters)
    coming = (lambda: known) if known else beside.soon(partial(text_fonts, letters))

    @cache
    def wait() -> Mapping[str, bytes]:
        made = coming() or {}
        if not known:
            memo.keep_late(key, made)
        return made

    return {name: lambda name=name: wait()[name] for name in font_names(letters)}


@cache
def made_font(signs: str) -> bytes:
    """The mathematics font for some signs."""
    return mathematics_font(signs)
