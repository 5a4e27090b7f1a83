"""Source and corrected text -> unified diff."""

from difflib import unified_diff

from blogkit.model import Source


def diff(source: Source, text: str) -> str:
    """What `fix` would change, as `git diff` shows it."""
    before, after = source.text.splitlines(keepends=True), text.splitlines(keepends=True)
    return "".join(unified_diff(before, after, f"a/{source.path}", f"b/{source.path}", n=1))
