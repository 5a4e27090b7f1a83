"""What the command line asks for, as a value."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Request:
    """One build or check of one source folder."""

    folder: Path
    drafts: bool = False
    future: bool = False
    expired: bool = False
    base_url: str = ""
    execute: bool = True
    cache: Path | None = None
    """The folder where answers are kept from one build to the next; None keeps nothing."""
    jobs: int = 0
    """Posts that run at the same time; 0 is one a processor."""
    only: tuple[str, ...] = ()
    """Judge only these posts or folders."""
    executor: str = ""
    """"dask://HOST:PORT", or empty for this machine."""
    verbose: bool = False
    twice: bool = False
    """Run every post twice, to find claims that hold by luck."""
