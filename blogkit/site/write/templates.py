"""The package's templates: compiled once, values in, text out."""

import re
from collections.abc import Mapping
from functools import cache

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    DictLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket

from blogkit.cache import derived, keep_derived
from blogkit.errors import ContentError
from blogkit.site.text_fonts import font_faces

Own = tuple[tuple[str, str], ...]
"""Templates of the blog's own: names and texts, which count before those of the package."""


@cache
def _environment(own: Own) -> Environment:
    # a value that a template misspells must not vanish silently, but "is defined" may ask
    package = PackageLoader("blogkit", "templates")
    loader = ChoiceLoader([DictLoader(dict(own)), PrefixLoader({"blogkit": package}), package])
    return Environment(loader=loader, autoescape=True, keep_trailing_newline=True, auto_reload=False)


def template_faults(own: Own, folder: str) -> list[ContentError]:
    """What is wrong with the blog's own templates, each at its line."""
    faults: list[ContentError] = []
    for name, _ in own:
        try:
            _environment(own).get_template(name)
        except TemplateSyntaxError as error:
            faults.append(ContentError(f"{folder}/{error.name or name}", error.lineno, str(error.message)))
        except TemplateNotFound as error:
            faults.append(ContentError(f"{folder}/{name}", 0, f"there is no template {error.name}"))
    return faults


class _Compiled(BytecodeCache):
    """Compiled templates that were kept, and those that were compiled now."""

    def __init__(self, known: dict[str, bytes]) -> None:
        self.known = known

    def load_bytecode(self, bucket: Bucket) -> None:
        code = self.known.get(f"{bucket.key} {bucket.checksum}")
        if code:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


def compile_templates() -> None:
    """Compile all templates, unless this version of the tool has done so before."""
    environment = _environment(())
    known: dict[str, bytes] = derived("templates") or {}
    count = len(known)
    environment.bytecode_cache = _Compiled(known)
    for name in PackageLoader("blogkit", "templates").list_templates():
        if name.endswith(".html"):
            template(name)
    environment.bytecode_cache = None
    if len(known) > count:
        keep_derived("templates", known)


@cache
def template(name: str, own: Own = ()) -> Template:
    """Get a template by its file name."""
    return _environment(own).get_template(name)


@cache
def assets(*, searchable: bool, has_figures: bool = False) -> Mapping[str, bytes]:
    """Collect what goes into the site as it is: the style sheet and the scripts."""
    loader = PackageLoader("blogkit", "templates")
    left_out = (".html", *(() if searchable else ("search.js",)), *(() if has_figures else ("figures.js",)))
    names = [name for name in loader.list_templates() if not name.endswith(left_out)]
    return {name: _asset(name, loader.get_source(_environment(()), name)[0]).encode() for name in names}


def _asset(name: str, text: str) -> str:
    return font_faces() + smaller(text) if name == "style.css" else text


def smaller(css: str) -> str:
    """A style sheet without its comments and the spaces that only people need.

    >>> smaller("/* a */ a :is(b) { color: red; } b { margin: 0; }").split()
    ['a', ':is(b){color:red}', 'b{margin:0}']
    """
    plain = " ".join(re.sub(r"/\*.*?\*/", " ", css, flags=re.DOTALL).split())
    plain = re.sub(r"\s*([{},;])\s*", r"\1", plain)
    plain = re.sub(r"(?<=[a-z-]):\s+", ":", plain)
    return plain.replace(";}", "}").replace("}", "}\n").replace("}\n}", "}}")
