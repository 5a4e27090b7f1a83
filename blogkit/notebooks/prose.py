"""The Markdown of a notebook's cell -> Hugo's, as the blog of the author renders it."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from blogkit.values import frozen

_FENCE = re.compile(r"^(?P<indent> {0,3})(?P<sign>`{3,}|~{3,})(?P<info>[^`]*)$")
_PYTHON = re.compile(r"^(?:python3?|py|ipython3?|pycon)\b", re.IGNORECASE)
_ENVIRONMENT = re.compile(r"^ {0,3}\\begin\{(?P<name>[a-z]+\*?)\}")
_TITLE = re.compile(r"^#[ \t]*(?P<words>[^#\s].*?)[ \t]*#*[ \t]*$")
_HTML_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\(\s*<?(?P<address>[^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_CODE = r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"
# what begins first counts: code may stand in a link, and what looks like a link in code
_LINKS = re.compile(f"{_CODE}|{_LINK.pattern}")
_OUTSIDE = re.compile(f"{_CODE}|{_HTML_IMAGE.pattern}", re.IGNORECASE)
_SHORTCODE = re.compile(r"\{\{([<%])(.*?)([>%])\}\}")
_FOREIGN = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_DATA_URL = re.compile(r"^data:image/", re.IGNORECASE)

Address = Callable[[str], str | None]
"""An address as the notebook has it -> as the post has it; None where nothing is there."""


@frozen
class Prose:
    """The text of a Markdown cell, and the addresses in it that lead nowhere."""

    text: str
    lost: tuple[str, ...] = ()


def title_of(markdown: str) -> tuple[str, str]:
    r"""The title that a notebook begins with, and the text below it.

    >>> title_of("# Trees *grow*\n\nSlowly.")
    ('Trees grow', 'Slowly.')
    """
    head, _, rest = markdown.strip().partition("\n")
    found = _TITLE.match(head)
    if not found and re.fullmatch(r"=+\s*", rest.partition("\n")[0]) and head:
        return plain(head), rest.partition("\n")[2].strip("\n")
    return (plain(found["words"]), rest.strip("\n")) if found else ("", markdown)


def plain(words: str) -> str:
    """The words of a heading without their marks."""
    words = re.sub(r"<[^<>]*>", "", words)
    words = _LINK.sub(lambda link: link["text"], words)
    return re.sub(r"(?<!\w)[*_`]+|[*_`]+(?!\w)", "", words).strip()


def prose(markdown: str, address: Address) -> Prose:
    """Rewrite what Hugo reads in another way, fences apart."""
    lost: list[str] = []

    def placed(written: str) -> str | None:
        found = written if _FOREIGN.match(written) else address(unquote(written))
        if found is None:
            lost.append(written)
        return found

    lines = "\n".join(_lines(markdown.strip("\n").split("\n"), placed))
    return Prose(lines.strip("\n"), tuple(dict.fromkeys(lost)))


def _lines(lines: list[str], placed: Address) -> Iterator[str]:
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        formula = _ENVIRONMENT.match(lines[at])
        if fence:
            end = _end_of_fence(lines, at, fence["sign"])
            yield _opening(fence)
            yield from map(_escaped, lines[at + 1 : end + 1])
        elif formula:
            end = next((n for n in range(at, len(lines)) if f"\\end{{{formula['name']}}}" in lines[n]), at)
            bare = at == 0 or "$$" not in "".join(lines[max(0, at - 1) : at])
            yield from ["$$", *lines[at : end + 1], "$$"] if bare else lines[at : end + 1]
        else:
            end = at
            yield _line(lines[at], placed)
        at = end + 1


def _end_of_fence(lines: list[str], at: int, sign: str) -> int:
    closes = re.compile(rf" {{0,3}}{re.escape(sign[0])}{{{len(sign)},}}\s*")
    return next((n for n in range(at + 1, len(lines)) if closes.fullmatch(lines[n])), len(lines) - 1)


def _opening(fence: re.Match[str]) -> str:
    """Code in the text of a notebook is shown and never run."""
    info = fence["info"].strip()
    extra = " {execute=false}" if _PYTHON.match(info) and "{" not in info else ""
    return f"{fence['indent']}{fence['sign']}{info}{extra}"


def _escaped(line: str) -> str:
    """Hugo reads shortcodes in fences, too."""
    return _SHORTCODE.sub(r"{{\1/*\2*/\3}}", line)


def _line(line: str, placed: Address) -> str:
    """Rewrite a line of text outside of its code."""
    if line.startswith(("    ", "\t")) and not re.match(r"\s*(?:[-*+]|\d+[.)])\s|\s*!?\[", line):
        return _escaped(line)
    images = _OUTSIDE.sub(lambda found: found[0] if found["ticks"] else _as_markdown(found[0]), line)
    return _escaped(_LINKS.sub(lambda found: found[0] if found["ticks"] else _linked(found, placed), images))


def _as_markdown(image: str) -> str:
    """Hugo leaves HTML out unless a blog says otherwise."""
    values = {name.lower(): "".join(rest) for name, *rest in _ATTRIBUTE.findall(image)}
    address = values.get("src", "")
    return (
        f"![{values.get('alt', '')}]({f'<{address}>' if ' ' in address else address})" if address else image
    )


def _linked(found: re.Match[str], placed: Address) -> str:
    address = found["address"]
    if not address or (found["image"] and _DATA_URL.match(address)):
        return found[0]
    place = placed(address)
    text = found["text"]
    if place == address:
        return found[0]
    if place is None:
        return f"*{text or address}*" if found["image"] else text
    words = text if text or not found["image"] else unquote(address.rpartition("/")[2].rpartition(".")[0])
    where = f"<{place}>" if re.search(r"[\s()]", place) else place
    return f"{found['image']}[{words}]({where}{found['title'] or ''})"
