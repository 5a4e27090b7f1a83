"""Cells as others mark them: `{code-cell}`, `#| eval: false`, directives around fences, `test="skip"`."""

import re
from collections.abc import Mapping

_DIRECTIVE = re.compile(r"\{(?P<name>[A-Za-z][\w:-]*)\}\s*(?P<argument>[^\s{]*)")
_CODE = {
    "code-cell": "ipython3",
    "code-block": "text",
    "code": "text",
    "sourcecode": "text",
    "testsetup": "python",
    "testcode": "python",
    "testoutput": "output",
    "testcleanup": "python",
    "jupyter-execute": "python",
    "exec-code": "python",
    "ipython": "ipython3",
    "doctest": "pycon",
}
"""Directives that hold code -> its language, where they name none."""
_GROUPED = frozenset({"testsetup", "testcode", "testoutput", "testcleanup", "doctest"})
"""What stands beside these names the group of a test."""
_SHOWN_ONLY = frozenset({"raw", "math", "mermaid", "eval-rst", "csv-table", "list-table", "literalinclude"})
_LANGUAGES = frozenset(
    {"python", "ipython", "r", "julia", "bash", "sh", "sql", "ojs", "rust", "javascript", "typescript"}
)
"""In braces they are Quarto's cells; what stands in those is no Markdown."""
_QUARTO = re.compile(r"^#\| *(?P<name>[\w-]+) *: *(?P<value>.*?) *$", re.MULTILINE)
_MYST_HEAD = re.compile(r"(?:\s*:[\w-]+:[^\n]*\n)+|\s*---\n.*?\n---\n", re.DOTALL)


def code_language(info: str) -> str:
    """The language of a directive that holds code; empty for any other fence.

    >>> code_language("{code-cell} ipython3"), code_language("{code-cell}"), code_language("{note} python")
    ('ipython3', 'ipython3', '')
    >>> code_language("{testcode} trees"), code_language("{testoutput}"), code_language("{code-block} pycon")
    ('python', 'output', 'pycon')
    """
    found = _DIRECTIVE.match(info)
    if not found or found["name"].lower() not in _CODE:
        return ""
    name = found["name"].lower()
    return (found["argument"].lower() if name not in _GROUPED else "") or _CODE[name]


def holds_text(info: str, content: str) -> bool:
    r"""Whether a fence is a directive with Markdown in it: an admonition, a tab.

    >>> holds_text("{note}", "```python\n1\n```"), holds_text("{python}", "a = '''\n```\n'''")
    (True, False)
    """
    found = _DIRECTIVE.match(info)
    if not found or found["name"].lower() in _CODE.keys() | _SHOWN_ONLY | _LANGUAGES:
        return False
    return bool(re.search(r"^ *(?:```|~~~)", content, re.MULTILINE))


def without_options(info: str, code: str) -> str:
    r"""The code of a MyST cell with blank lines in place of its options: `:tags: [hide-input]`.

    >>> without_options("{code-cell}", ":tags: [a]\n1 + 1\n")
    '\n1 + 1\n'
    """
    if not code_language(info):
        return code
    head = _MYST_HEAD.match(code)
    return "\n" * head[0].count("\n") + code[head.end() :] if head else code


def own_options(info: str, code: str) -> Mapping[str, str]:
    r"""What a cell asks for in its first lines, in our words; `code` still has its options.

    >>> own_options("{python}", "#| eval: false\n1")
    {'execute': 'false'}
    >>> own_options("{code-cell}", ":tags: [raises-exception]\n1")
    {'raises': '*'}
    """
    if code_language(info):
        head = _MYST_HEAD.match(code)
        return _of_tags(head[0]) if head else {}
    if not info.startswith("{"):
        return {}
    words = {found["name"]: found["value"].lower() for found in _QUARTO.finditer(code)}
    attributes = dict(re.findall(r"[,\s](eval|error)\s*=\s*(\w+)", info))
    asked = {name: str(value).lower() for name, value in {**attributes, **words}.items()}
    stays = {"execute": "false"} if asked.get("eval") == "false" else {}
    return stays | ({"raises": "*"} if asked.get("error") == "true" else {})


def _of_tags(head: str) -> Mapping[str, str]:
    stays = {"execute": "false"} if re.search(r"\bskip-execution\b|\+SKIP\b", head) else {}
    return stays | ({"raises": "*"} if re.search(r"\braises-exception\b", head) else {})


_LEFT_OUT = re.compile(
    r"""\btest\s*[=:]\s*["']?(?:skip|false|no)\b|(?:^|[\s{.,])(?:no|skip)[-_]?(?:tests?|run|exec(?:ute)?)(?=[\s},]|$)""",
    re.IGNORECASE,
)
_MARK_ABOVE = re.compile(
    r"\s*<!--[-\s]*(?:[\w-]+[.:]\s*){0,2}(?:skip(?:if)?|no[-_]?test|skip[-_]?test)(?:\s*[:(][^>]*)?\s*-->\s*$",
    re.IGNORECASE,
)


_LONGEST_MARK = 200


def is_left_out(info: str, above: str) -> bool:
    """Whether a fence tells tools that run code to leave it; `above` is the line above it.

    >>> is_left_out('py test="skip" lint="skip"', ""), is_left_out("python notest", "")
    (True, True)
    >>> is_left_out("python", "<!--pytest-codeblocks:skip-->"), is_left_out("python", "<!-- skip: next -->")
    (True, True)
    >>> is_left_out('py title="test"', "<!-- we skip ahead -->")
    False
    """
    return bool(_LEFT_OUT.search(info) or (len(above) <= _LONGEST_MARK and _MARK_ABOVE.match(above)))
