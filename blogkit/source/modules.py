"""What a configuration takes from elsewhere, where that is not there or not read: one line each."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from blogkit.errors import ContentError
from blogkit.source import coerce
from blogkit.source.config import Settings, imported

_PARTS = ("archetypes", "assets", "content", "data", "i18n", "layouts", "static")
_ELSE = "until then its shortcodes show as placeholders"


def unread_files(folder: Path, main: str, settings: Settings) -> Iterator[ContentError]:
    """Configurations beside the one that counts, and mounted folders."""
    others = [
        name
        for stem in ("hugo", "config")
        for ending in ("toml", "yaml", "yml", "json")
        if (name := f"{stem}.{ending}") != main and (folder / name).is_file()
    ]
    if others and "/" not in main:
        message = f"is not read: Hugo reads {main} alone; delete it, or merge it into {main}"
        yield from (ContentError(name, 0, message) for name in others)
    mounts = [f"{source} -> {target}" for source, target in _mounts(settings.raw) if source != target]
    if mounts:
        message = (
            f"[module] mounts are not read: {', '.join(mounts)}; move the files, or give `blogkit check`"
            " the folder that they stand in"
        )
        yield ContentError(main, 0, message)


def _mounts(keys: Mapping[str, object]) -> list[tuple[str, str]]:
    module = coerce.table(keys.get("module"))
    imports = coerce.tables(module.get("imports"))
    given = [one for table in (module, *imports) for one in coerce.tables(table.get("mounts"))]
    return [(str(one.get("source") or ""), str(one.get("target") or "")) for one in given]


def absent_themes(folder: Path, main: str, settings: Settings) -> Iterator[ContentError]:
    """Themes and modules that the blog builds on, and that are not checked out."""
    for theme in settings.theme:
        if not _is_there(folder / "themes" / theme):
            message = f'the theme "{theme}" is not below themes/: git submodule update --init; {_ELSE}'
            yield ContentError(main, 0, message)
    for path in imported(settings.raw):
        if not any(_is_there(folder / place / path) for place in ("_vendor", "themes")):
            message = f'the module "{path}" is not below _vendor/: hugo mod vendor; {_ELSE}'
            yield ContentError(main, 0, message)


def _is_there(theme: Path) -> bool:
    return any((theme / part).is_dir() for part in _PARTS)
