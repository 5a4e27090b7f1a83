"""What is kept between builds is believed only where nobody but the user can have written it."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from blogkit.cache.files import sweep_beside

_LENGTH = 32


class ForeignFolderError(OSError):
    """A cache that somebody else may write to."""


def claim_folder(folder: Path) -> None:
    """Make the folder of a cache, for the user alone. Raises OSError where others have a hand in it."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    doubt = doubt_about(folder)
    if doubt:
        raise ForeignFolderError(doubt)


def doubt_about(folder: Path) -> str:
    """Why what stands in a folder may be somebody else's; empty where it is the user's own, or none."""
    try:
        state = folder.stat()
    except OSError:
        return ""
    if hasattr(os, "getuid") and state.st_uid != os.getuid():
        return "belongs to somebody else; name a folder of your own in $BLOGKIT_CACHE"
    if os.name == "posix" and state.st_mode & stat.S_IWOTH:
        return "may be written to by everybody; chmod o-w it, or name another folder in $BLOGKIT_CACHE"
    return ""


def read_secret() -> bytes:
    """The user's secret, made when it is first asked for. It stands where no cache does, so none carries it.

    Raises OSError where there is none and none can be kept.
    """
    path = _settings_folder() / "blogkit" / "secret"
    sweep_beside(path)
    for _ in range(2):
        try:
            found = path.read_bytes()
        except FileNotFoundError:
            _make_secret(path)
            continue
        if len(found) == _LENGTH and not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            return found
        path.unlink()  # cut short, or seen by others
        _make_secret(path)
    return path.read_bytes()


def _settings_folder() -> Path:
    named = os.environ.get("XDG_CONFIG_HOME")
    try:
        return Path(named) if named else Path.home() / ".config"
    except RuntimeError as error:
        raise OSError("has no secret to be checked with, as nobody's home is known; set $HOME") from error


def _make_secret(path: Path) -> None:
    """Whole or not at all; of two builds at once the first one's counts."""
    import secrets  # noqa: PLC0415  (once in a user's life)

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(_LENGTH))
        finally:
            os.close(descriptor)
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
