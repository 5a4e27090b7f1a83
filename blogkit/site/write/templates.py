"""The package's templates: compiled once, values in, text out."""

from collections.abc import Mapping
from functools import cache

from jinja2 import BytecodeCache, Environment, PackageLoader, Template
from jinja2.bccache import Bucket

from blogkit.cache import Memo, digest


@cache
def _environment() -> Environment:
    # a value that a template misspells must not vanish silently, but "is defined" may ask
    loader = PackageLoader("blogkit", "templates")
    return Environment(loader=loader, autoescape=True, keep_trailing_newline=True, auto_reload=False)


class _Compiled(BytecodeCache):
    """Compiled templates in the memory of the build; the memory knows damaged answers from good ones."""

    def __init__(self, memo: Memo) -> None:
        self._memo = memo

    def load_bytecode(self, bucket: Bucket) -> None:
        code: bytes | None = self._memo.get(digest("template", bucket.key, bucket.checksum))
        if code:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._memo.put(digest("template", bucket.key, bucket.checksum), bucket.bytecode_to_string())


def compile_templates(memo: Memo) -> None:
    """Compile all templates or remember them; they are needed when the memory is closed."""
    environment = _environment()
    environment.bytecode_cache = _Compiled(memo)
    for name in environment.list_templates(extensions=["html"]):
        template(name)
    environment.bytecode_cache = None


@cache
def template(name: str) -> Template:
    """Get a template by its file name."""
    return _environment().get_template(name)


@cache
def assets(*, searchable: bool, has_figures: bool = False) -> Mapping[str, bytes]:
    """Collect what goes into the site as it is: the style sheet and the scripts."""
    loader = PackageLoader("blogkit", "templates")
    left_out = (".html", *(() if searchable else ("search.js",)), *(() if has_figures else ("figures.js",)))
    names = [name for name in loader.list_templates() if not name.endswith(left_out)]
    return {name: loader.get_source(_environment(), name)[0].encode() for name in names}
