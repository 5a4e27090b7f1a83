"""Source and corrected text -> unified diff."""

from difflib import unified_diff

from blogkit.model import Source


def diff(source: Source, text: str) -> str:
    """What `fix` would change, as `git diff` shows it."""
    lines = unified_diff(_lines(source.text), _lines(text), f"a/{source.path}", f"b/{source.path}", n=1)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _lines(text: str) -> list[str]:
    """The lines with their ends; nothing else that Unicode calls a separator ends one."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
