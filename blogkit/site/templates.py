"""The package's templates: compiled once, values in, text out."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, Template


@cache
def _environment() -> Environment:
    # a value that a template misspells must not vanish silently, but "is defined" may ask
    loader = PackageLoader("blogkit", "templates")
    return Environment(loader=loader, autoescape=True, keep_trailing_newline=True, auto_reload=False)


@cache
def template(name: str) -> Template:
    """Get a template by its file name."""
    return _environment().get_template(name)


@cache
def assets() -> Mapping[str, bytes]:
    """Collect what goes into the site as it is: the style sheet and the script."""
    loader = PackageLoader("blogkit", "templates")
    names = [name for name in loader.list_templates() if not name.endswith(".html")]
    return {name: loader.get_source(_environment(), name)[0].encode() for name in names}
