"""The flags, in the groups in which `--help` shows them; those that Hugo has are spelled as Hugo does."""

from pathlib import Path

import click

Flags = dict[str, list[click.Option]]
"""Title of a group -> its flags."""

FORMATS = ("text", "json", "junit", "sarif", "github", "html")
"""Of the report. Named here, too: `--help` and an unchanged site must not wait for what writes them."""


class Number(click.IntRange):
    """A number, and in what is said about it not "a valid integer range"."""

    name = "number"


def flags_of(command: str) -> Flags:
    """The flags of a command."""
    groups = {
        "What is read": [_source(), *_posts()],
        "How it is run": [*_runs(), *([_twice(), _strict(), _claims_only()] if command == "check" else [])],
        "Where it goes": _places(command),
        "What is rewritten": _rewrites() if command == "fix" else [],
        "The report": [
            *(_baseline() if command == "check" else []),
            *_report(),
            *([_figures()] if command in {"build", "check"} else []),
        ],
    }
    return {title: flags for title, flags in groups.items() if flags}


def archetype_flags() -> list[click.Option]:
    """Those of `new`."""
    kind = click.Option(["-k", "--kind"], default="", help="The archetype (default: that of the section).")
    return [_source(), kind]


def import_flags() -> Flags:
    """Those of `import`."""
    keep = click.Option(
        ["--keep-plots"], is_flag=True, help="Leave code that draws in the text, where it shows its pictures."
    )
    return {
        "What is read": [_source()],
        "How it is run": [flag for flag in _runs() if flag.name in {"execute", "cache", "python"}],
        "What is written": [keep],
        "The report": [flag for flag in _report() if flag.name == "quiet"],
    }


def export_flags() -> Flags:
    """Those of `export`."""
    kind = click.Option(
        ["--ipynb"], is_flag=True, expose_value=False, help="As a notebook of Jupyter, which is the default."
    )
    output = click.Option(
        ["--output"],
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Where it goes (default: NAME.ipynb in this folder; - for standard output).",
    )
    return {
        "What is read": [_source()],
        "How it is run": [flag for flag in _runs() if flag.name in {"execute", "cache", "python"}],
        "Where it goes": [kind, output],
    }


def matrix_flags() -> Flags:
    """Those of `matrix`."""
    only = next(flag for flag in _posts() if flag.name == "only")
    return {
        "What is read": [_source(), only],
        "The environments": [
            click.Option(
                ["--with", "withs"],
                multiple=True,
                metavar="REQUIREMENTS",
                help="An environment with these, as 'numpy==1.26.* pandas<3'; may be repeated.",
            ),
            click.Option(
                ["--python", "pythons"],
                multiple=True,
                metavar="VERSION",
                help="Its Python; may be repeated: then every --with in each.",
            ),
            click.Option(
                ["--requirements"],
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="What the posts need (default: what they import and is installed today).",
            ),
            click.Option(
                ["--bisect"],
                default="",
                metavar="PACKAGE",
                help="Find the release with which each claim breaks.",
            ),
            click.Option(["--renew"], is_flag=True, help="Make environments again that are kept."),
            *(flag for flag in _runs() if flag.name == "cache"),
        ],
        "The report": [
            click.Option(
                ["--format"], type=click.Choice(["text", "json"]), default="text", help="Of the report."
            ),
            *(flag for flag in _report() if flag.name in {"output", "quiet"}),
            click.Option(
                ["--page"],
                type=click.Path(path_type=Path, dir_okay=False),
                metavar="FILE",
                help="Write it as an HTML page, too.",
            ),
        ],
    }


def doctor_flags() -> Flags:
    """Those of `doctor`."""
    python = next(flag for flag in _runs() if flag.name == "python")
    kinds = click.Choice(["text", "json"])
    return {
        "What is looked at": [_source(), python],
        "The report": [click.Option(["--format"], type=kinds, default="text", help="Of the report.")],
    }


def setup_flags() -> Flags:
    """Those of `init`."""
    yes = click.Option(["-y", "--yes"], is_flag=True, help="Write without asking.")
    return {
        "What is read": [_source()],
        "How it is run": [flag for flag in _runs() if flag.name in {"jobs", "cache", "python"}],
        "Where it goes": [yes],
    }


def _source() -> click.Option:
    return click.Option(
        ["-s", "--source"],
        type=click.Path(path_type=Path),
        default=Path(),
        help="The folder with hugo.toml and content/ (default: this one).",
    )


def _posts() -> list[click.Option]:
    return [
        click.Option(
            ["--only"],
            multiple=True,
            metavar="PATH",
            type=click.Path(),
            help="Judge only this post or folder; may be repeated.",
        ),
        click.Option(["-D", "--buildDrafts", "drafts"], is_flag=True, help="Include drafts."),
        click.Option(
            ["-F", "--buildFuture", "future"], is_flag=True, help="Include posts dated in the future."
        ),
        click.Option(["-E", "--buildExpired", "expired"], is_flag=True, help="Include expired posts."),
        click.Option(
            ["-b", "--baseURL", "base_url"],
            default="",
            metavar="URL",
            help="The site's address, in place of the configured one.",
        ),
    ]


def _runs() -> list[click.Option]:
    return [
        click.Option(
            ["-j", "--jobs"],
            type=Number(min=1),
            metavar="N",
            help="Posts that run at the same time (default: one a processor).",
        ),
        click.Option(
            ["--no-execute", "execute"],
            is_flag=True,
            flag_value=False,
            default=True,
            help="Render only; run no code.",
        ),
        click.Option(
            ["--no-cache", "cache"],
            is_flag=True,
            flag_value=False,
            default=True,
            help="Run and render everything again.",
        ),
        click.Option(
            ["--python"],
            default="",
            metavar="PATH",
            help="The interpreter that runs the cells; it needs ipykernel (default: python under "
            "[params.blogkit], else the one that runs blogkit).",
        ),
        click.Option(
            ["--executor"], default="", metavar="dask://HOST:PORT", help="Hand the posts to a Dask cluster."
        ),
    ]


def _twice() -> click.Option:
    return click.Option(
        ["--twice"], is_flag=True, help="Run every post twice; report claims that hold by luck."
    )


def _strict() -> click.Option:
    return click.Option(
        ["--strict"], is_flag=True, help="Also fail for what differs in one and the same way all over a page."
    )


def _rewrites() -> list[click.Option]:
    return [
        click.Option(["--dry-run"], is_flag=True, help="Show the diff; write nothing."),
        click.Option(["--formulas"], is_flag=True, help="Rewrite formulas, too."),
    ]


def _claims_only() -> click.Option:
    return click.Option(["--claims-only"], is_flag=True, help="Judge; render nothing and follow no link.")


def _baseline() -> list[click.Option]:
    return [
        click.Option(
            ["--baseline"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Leave aside what this file knows; only what is new fails.",
        ),
        click.Option(
            ["--write-baseline"],
            is_flag=True,
            help="Write all there is now into the baseline (default: SOURCE/blogkit-baseline.json).",
        ),
    ]


def _places(command: str) -> list[click.Option]:
    destination = click.Option(
        ["-d", "--destination"],
        type=click.Path(path_type=Path),
        help="Where the site goes (default: SOURCE/public)."
        if command == "build"
        else "Where the site goes (default: a temporary folder).",
    )
    port = click.Option(
        ["-p", "--port"],
        type=Number(0, 65535),
        default=1313,
        metavar="N",
        help="Port on 127.0.0.1 (default: 1313; 0: any that is free).",
    )
    host = click.Option(
        ["--host"],
        default="127.0.0.1",
        metavar="ADDRESS",
        help="Where the preview listens (default: 127.0.0.1; one that others reach needs --force).",
    )
    force = click.Option(["--force"], is_flag=True, help="Let other machines see the preview.")
    return {"build": [destination], "serve": [destination, port, host, force]}.get(command, [])


def _figures() -> click.Option:
    return click.Option(
        ["--figures"],
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write the figures that are new or have drifted, old and new side by side, as one HTML page.",
    )


def _report() -> list[click.Option]:
    return [
        click.Option(["--format"], type=click.Choice(FORMATS), default="text", help="Of the report."),
        click.Option(
            ["--output"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write the report there instead of to standard output.",
        ),
        click.Option(
            ["-v", "--verbose"],
            is_flag=True,
            help="List also what holds, and each comment that is no claim.",
        ),
        click.Option(["-q", "--quiet"], is_flag=True, help="Say only what is wrong."),
    ]
