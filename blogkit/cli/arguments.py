"""Words of a command line -> Options, or the exit status of one that ends there: help, version, a mistake."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from blogkit import __version__
from blogkit.cli.flags import (
    Flags,
    archetype_flags,
    doctor_flags,
    export_flags,
    flags_of,
    import_flags,
    matrix_flags,
    setup_flags,
)
from blogkit.cli.options import Options

COMMANDS = {
    "build": "Execute, judge, draw, render and write the site.",
    "check": "The same verdicts, but write nothing but the report; of Markdown, notebooks, scripts by paths.",
    "fix": "Accept what the code shows: rewrite broken claims, redraw figures; prints the diff first.",
    "serve": "Build, serve on this machine and reload the browser on every save.",
    "record": "Write one small file a post below data/blogkit, which Hugo reads without Python.",
}
SHELLS = ("bash", "zsh", "fish")
EPILOG = """\
\b
Exit status:
  0   all is well
  1   a claim is broken, a cell fails, a figure drifted or a link is dead
  2   content or usage is malformed
  70  the tool itself failed; please report it

\b
Examples:
  blogkit build                          this blog into public/
  blogkit check --format github          the gate for CI
  blogkit check README.md docs/          any Markdown, of a blog or not
  blogkit build -s ../blog -d /tmp/out   somebody else's Hugo blog
"""


def parse(words: list[str] | None = None) -> Options | int:
    """Read the words of a command line, or of this process."""
    if any("\0" in word for word in words or ()):
        print("blogkit: a null byte is part of no path and no flag; take it out", file=sys.stderr)
        return 2
    try:
        return top().main(words, prog_name=_own_name(), standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as nothing:
        nothing.show()
        return 2
    except click.ClickException as mistake:
        print(one_line(mistake), file=sys.stderr)
        return 2
    except click.Abort:
        return 130


def one_line(mistake: click.ClickException) -> str:
    """What is wrong and where to look, as one line."""
    where = mistake.ctx.command_path if isinstance(mistake, click.UsageError) and mistake.ctx else "blogkit"
    words = " ".join(mistake.format_message().split()).rstrip(".")
    owners = _owners(mistake.option_name) if isinstance(mistake, click.NoSuchOption) else []
    if owners:
        words = f"{words.partition('. ')[0]}; it belongs behind {', '.join(owners)}"
    return f"{where}: {words} (see {where} --help)"


def _owners(flag: str) -> list[str]:
    """Name the commands that have a flag."""
    commands = top().commands.items()
    return [name for name, command in commands if any(flag in option.opts for option in command.params)]


def top() -> click.Group:
    """The command line as a whole."""
    commands: list[click.Command] = [_command(name, words) for name, words in COMMANDS.items()]
    return click.Group(
        "blogkit",
        commands={
            str(command.name): command
            for command in [
                *commands,
                _new(),
                _import(),
                _export(),
                _matrix(),
                _doctor(),
                _init(),
                _completion(),
            ]
        },
        help="Build, check, fix and serve a Hugo-style blog with executable posts.",
        epilog=EPILOG,
        params=[_version()],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        no_args_is_help=True,
    )


class Grouped(click.Command):
    """A command that shows its flags in groups."""

    def __init__(self, name: str, words: str, groups: Flags) -> None:
        """`words` says what it does."""
        flags: list[click.Parameter] = [flag for group in groups.values() for flag in group]
        super().__init__(name, help=words, callback=partial(_options, name), params=flags)
        self._groups = groups

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group with its title."""
        helps = self.get_help_option(ctx)
        more = [helps] if helps else []
        for title, flags in {**self._groups, "Help": more}.items():
            with formatter.section(title):
                formatter.write_dl([row for flag in flags if (row := flag.get_help_record(ctx))])


def _command(name: str, words: str) -> click.Command:
    command = Grouped(name, words, flags_of(name))
    if name == "check":
        paths = click.Argument(["paths"], nargs=-1, metavar="[MARKDOWN]...", type=click.Path())
        command.params.insert(0, paths)
    return command


def _options(command: str, **values: Any) -> Options:  # noqa: ANN401  (each flag's type has checked its value)
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    if isinstance(given.get("path"), tuple):
        given["path"] = _one_path(given["path"]) if given["path"] else ""
    return Options(command, **given)


def _one_path(words: Sequence[str]) -> str:
    """Hugo writes `new content PATH` today and wrote `new PATH`."""
    paths = words[1:] if len(words) > 1 and words[0] == "content" else words
    if len(paths) > 1:
        raise click.UsageError(f"Got {len(paths)} paths; give one, in quotes if it has blanks")
    return paths[0]


def _new() -> click.Command:
    path = click.Argument(["path"], nargs=-1, required=True, metavar="PATH")
    words = "Begin a post from its archetype, as posts/my-post.md, or posts/my-post for a folder of its own."
    groups = {"What is read": archetype_flags()}
    command = Grouped("new", words, groups)
    command.params.insert(0, path)
    return command


def _import() -> click.Command:
    notebook = click.Argument(["notebook"], metavar="NOTEBOOK")
    path = click.Argument(["path"], nargs=-1, metavar="[PATH]")
    words = (
        "Make a notebook a post: outputs become claims, plots recipes, attachments files. It is run once; "
        "what does not run here is shown only, and said. PATH is as for new (default: posts/NAME)."
    )
    command = Grouped("import", words, import_flags())
    command.params[:0] = [notebook, path]
    return command


def _export() -> click.Command:
    post = click.Argument(["path"], nargs=1, metavar="POST")
    command = Grouped("export", "Run a post, and write it as a notebook that stands alone.", export_flags())
    command.params.insert(0, post)
    return command


def _matrix() -> click.Command:
    words = "Check the posts in throw-away environments, made by uv and kept: what breaks with what?"
    return Grouped("matrix", words, matrix_flags())


def _doctor() -> click.Command:
    words = (
        "Look at what a build stands on: Python, packages, fonts, the lock, the cache; each with its remedy."
    )
    return Grouped("doctor", words, doctor_flags())


def _init() -> click.Command:
    words = "Set up a blog that keeps its theme: run its posts once, show what is to be written, write it."
    return Grouped("init", words, setup_flags())


def _completion() -> click.Command:
    shell = click.Argument(["shell"], type=click.Choice(SHELLS))
    words = "Print the script that completes commands and flags: source it from your shell's start-up file."
    return click.Command("completion", help=words, params=[shell], callback=partial(_options, "completion"))


def _version() -> click.Option:
    def say(context: click.Context, _flag: click.Parameter, wanted: object) -> None:
        if wanted:
            click.echo(f"blogkit {__version__}")
            context.exit()

    return click.Option(
        ["--version"], is_flag=True, expose_value=False, is_eager=True, callback=say, help="Say the version."
    )


def _own_name() -> str:
    """How the command was called: in a checkout it has another name."""
    called = Path(sys.argv[0]).name
    return called if called == "build_site.py" else "blogkit"
