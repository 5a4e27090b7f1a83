"""What each command of the command line does with the pipeline's values."""

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from blogkit import pipeline
from blogkit.cache import MarkedPath, cache_folder, file_states, read_record, uptodate, write_record
from blogkit.cli.options import Options
from blogkit.cli.output import say
from blogkit.errors import ContentError
from blogkit.model import Request
from blogkit.parallel import Beside
from blogkit.report import FORMATS, Report
from blogkit.site import write_site, written_files
from blogkit.source import write_pictures


def run(options: Options) -> int:
    """Run a command; the exit status."""
    try:
        return COMMANDS[options.command](options)
    except ContentError as problem:
        print(problem, file=sys.stderr)
        return 2
    except OSError as problem:
        # a full disk, a destination that may not be written to: what stands there stays whole
        print(f"{problem.filename or 'blogkit'}: {problem.strerror or problem}", file=sys.stderr)
        return 2


def _built(options: Options) -> pipeline.Outcome:
    outcome = pipeline.build(request_of(options))
    if outcome.notice:
        folder = cache_folder(options.source)
        print(f"blogkit: {folder}: {outcome.notice}; every build starts from nothing", file=sys.stderr)
    return outcome


def build(options: Options) -> int:
    """Write the site, also when a claim is broken: the page marks it."""
    destination = destination_of(options)
    begin = _begin(options, destination)
    outcome = _built(options)
    write(outcome, options, destination)
    _remember(outcome, begin, written_files(destination), options)
    return _say(outcome.report, options)


@dataclass(frozen=True)
class _Begin:
    """The time (nanoseconds since 1970) and the state of the source folder when the build began."""

    time: int
    names: dict[str, list[str]]
    states: list[MarkedPath]


def _begin(options: Options, destination: Path) -> _Begin:
    ours = destination, cache_folder(options.source)
    names = uptodate.names_in(options.source)
    return _Begin(time.time_ns(), names, uptodate.source_states(options.source, *ours))


def destination_of(options: Options) -> Path:
    """Where the site goes."""
    return options.destination or options.source / "public"


def write(outcome: pipeline.Outcome, options: Options, destination: Path) -> None:
    """Put the figures into the source folder and the site into the destination."""
    if outcome.site is None:
        return
    for judged in outcome.report.posts:
        write_pictures(options.source, judged.executed.post.source, judged.figures)
    cache = cache_folder(options.source) if options.cache else None
    before = read_record(cache, destination)
    sweep = not outcome.report.problems
    spread = Beside(options.jobs).spread
    record = write_site(outcome.site, destination, outcome.static, sweep=sweep, before=before, spread=spread)
    write_record(cache, destination, record)


def check(options: Options) -> int:
    """Judge, and write nothing but the report."""
    begin = _begin(options, options.source / "public")
    outcome = _built(options)
    _remember(outcome, begin, [], options)
    return _say(outcome.report, options)


def _remember(outcome: pipeline.Outcome, begin: _Begin, written: Iterable[Path], options: Options) -> None:
    """Leave the note by which the next run of the same command finds that nothing changed."""
    report = outcome.report
    if not options.cache or report.status or not all(judged.is_final for judged in report.posts):
        return
    reads = [options.source / name for judged in report.posts for name in judged.executed.files]
    note = uptodate.Note(
        FORMATS[options.format](report),
        report.status,
        [*begin.states, *uptodate.folder_states(outcome.elsewhere), *file_states(reads)],
        file_states(written),
        outcome.due.timestamp() if outcome.due else None,
        begin.names,
    )
    uptodate.write_note(cache_folder(options.source), uptodate.command_key(vars(options)), note, begin.time)


def request_of(options: Options) -> Request:
    """What a command asks of the pipeline."""
    return Request(
        folder=options.source,
        drafts=options.drafts,
        future=options.future,
        expired=options.expired,
        base_url=options.base_url,
        execute=options.execute,
        cache=cache_folder(options.source) if options.cache else None,
        jobs=options.jobs,
        only=tuple(options.only),
        executor=options.executor,
        verbose=options.verbose,
        twice=options.twice,
    )


def _say(report: Report, options: Options) -> int:
    """Print or write the report; the exit status it stands for."""
    say(FORMATS[options.format](report), options.output)
    return report.status


def preview(options: Options) -> int:
    """Build, serve, and build again at every save; SOURCE/public is left alone."""
    import tempfile  # noqa: PLC0415  (only a preview needs it)

    from blogkit.serve import Server, serve  # noqa: PLC0415  (only a preview needs a server)

    with tempfile.TemporaryDirectory(prefix="blogkit-") as folder:
        destination = options.destination or Path(folder)
        server = Server(options.port, destination)
        options = replace(options, base_url=server.address)

        def rebuild() -> None:
            try:
                outcome = pipeline.build(request_of(options))
                write(outcome, options, destination)
            except (ContentError, OSError) as problem:
                print(problem, flush=True)
                return
            print(FORMATS[options.format](outcome.report), end="", flush=True)

        serve(options.source, destination, server, rebuild)
    return 0


def completion(options: Options) -> int:
    """Print the script that completes commands and flags in a shell."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415  (only this needs it)

    from blogkit.cli.arguments import top  # noqa: PLC0415  (the same)

    kind = get_completion_class(options.shell)
    if kind:
        print(kind(top(), {}, "blogkit", "_BLOGKIT_COMPLETE").source())
    return 0


def fix(options: Options) -> int:
    """Accept what the code shows; what cannot be accepted is listed."""
    from blogkit.cli.fixing import fix_posts  # noqa: PLC0415  (only this command needs it)

    return fix_posts(pipeline.build(request_of(options)).report, options)


COMMANDS = {"build": build, "check": check, "fix": fix, "serve": preview, "completion": completion}
