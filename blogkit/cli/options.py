"""What a command is asked to do, as one value."""

from pathlib import Path

from blogkit.values import frozen


@frozen
class Options:
    """A command with its flags, each as `--help` explains it; a command without a flag has its default."""

    command: str
    source: Path = Path()
    destination: Path | None = None
    drafts: bool = False
    future: bool = False
    expired: bool = False
    base_url: str = ""
    jobs: int = 0
    cache: bool = True
    execute: bool = True
    only: tuple[str, ...] = ()
    executor: str = ""
    twice: bool = False
    strict: bool = False
    python: str = ""
    claims_only: bool = False
    baseline: Path | None = None
    write_baseline: bool = False
    yes: bool = False
    """Of `init`: write without asking."""
    format: str = "text"
    output: Path | None = None
    figures: Path | None = None
    """Where the page of the figures that changed goes."""
    verbose: bool = False
    quiet: bool = False
    port: int = 1313
    host: str = "127.0.0.1"
    force: bool = False
    path: str = ""
    """Of `new`: the post."""
    paths: tuple[str, ...] = ()
    """Of `check`: the Markdown to judge, in place of the blog."""
    kind: str = ""
    """Of `new`: the archetype."""
    notebook: str = ""
    """Of `import`: the file."""
    keep_plots: bool = False
    withs: tuple[str, ...] = ()
    """Of `matrix`: the requirements of each environment."""
    pythons: tuple[str, ...] = ()
    renew: bool = False
    bisect: str = ""
    requirements: Path | None = None
    page: Path | None = None
    """Where the report as a page goes."""
    dry_run: bool = False
    formulas: bool = False
    shell: str = ""
    """Of `completion`: the shell it is for."""
