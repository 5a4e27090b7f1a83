"""IPython's own lines: `%time f()`, `!ls`, `f?`, `files = !ls`."""

import re

from blogkit.code.syntax import tree_of

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?{1,2}\s*)$")
_VALUE = re.compile(r"^(\s*[\w., ]+=\s*)[%!].*$")


def is_magic(line: str) -> bool:
    """Whether a line that begins a statement is IPython's and not Python's.

    >>> is_magic("%time f()"), is_magic("x = !ls"), is_magic("f?"), is_magic("f(x)")
    (True, True, True, False)
    """
    return bool(_MAGIC.match(line) or _VALUE.match(line))


def without_magics(code: str) -> str:
    r"""Code with the same lines in which Python stands in the place of IPython's lines.

    Where all of it is Python as it stands, no line is a magic: `% 7` may go on with the line above.

    >>> without_magics("%time\nx = !ls\n"), without_magics("(15\n% 7)")
    ('pass\nx = None\n', '(15\n% 7)')
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+$", code)
    if not any(map(is_magic, lines)) or tree_of(code) is not None:
        return code
    return "".join(map(_without_magic, lines))


def _without_magic(line: str) -> str:
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    if match := _MAGIC.match(body):
        return f"{match[1]}pass{end}"
    if match := _VALUE.match(body):
        return f"{match[1]}None{end}"
    return line
