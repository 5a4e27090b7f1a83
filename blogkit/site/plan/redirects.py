"""`aliases` of a page -> the redirect pages that its old addresses get."""

from posixpath import dirname, join, normpath
from urllib.parse import unquote

from blogkit.site.plan.values import Planned, Redirect


def redirects_of(page: Planned, language_folder: str = "") -> list[Redirect]:
    """Give each alias a file; one without a leading slash counts from the folder of the page."""
    outputs = {
        alias_output(alias, page, language_folder): None
        for alias in page.front_matter.aliases
        if alias.strip()
    }
    return [Redirect(output, page.url, page.place) for output in outputs if output]


def alias_output(alias: str, page: Planned, language_folder: str = "") -> str:
    """Say which file an alias is: "/old/post" -> "old/post/index.html"."""
    alias = unquote(alias.strip().partition("#")[0])
    whole = (
        f"/{language_folder}{alias}"
        if alias.startswith("/")
        else join(dirname(f"/{page.target.folder}"), alias)
    )
    path = normpath(whole).lstrip("/.")
    if path.endswith((".html", ".htm")):
        return path
    if page.target.ugly and path:
        return f"{path}.html"
    return f"{path}/index.html" if path else "index.html"
