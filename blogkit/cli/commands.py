"""What each command of the command line does with the pipeline's values."""

import sys
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from blogkit import pipeline
from blogkit.cache import (
    MarkedPath,
    cache_folder,
    file_states,
    read_record,
    uptodate,
    write_bytes,
    write_record,
)
from blogkit.cli.options import Options
from blogkit.cli.output import say
from blogkit.errors import ContentError
from blogkit.model import Figure, Judged, Judgement, Request
from blogkit.parallel import Beside
from blogkit.report import FORMATS, Report, figures_page
from blogkit.site import refuse_sources, write_site, written_files
from blogkit.source import disk, write_pictures


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
    outcome = pipeline.build(_request(options))
    if outcome.notice:
        folder = cache_folder(options.source)
        print(f"blogkit: {folder}: {outcome.notice}; every build starts from nothing", file=sys.stderr)
    return outcome


def build(options: Options) -> int:
    """Write the site, also when a claim is broken: the page marks it."""
    destination = destination_of(options)
    begin = _begin(options, destination)
    outcome = _redrawn(_built(options), options)
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
    """Where the site goes. Raises ContentError for a folder of the blog itself."""
    destination = options.destination or options.source / "public"
    refuse_sources(destination, options.source, pipeline.read_folders(_request(options)))
    return destination


def _redrawn(outcome: pipeline.Outcome, options: Options) -> pipeline.Outcome:
    """Put what recipes drew into the source folder: the recipe is the author's consent, nothing else is."""
    report = outcome.report
    consented = [
        figure
        for judged in report.posts
        for figure in judged.figures
        if figure.by_recipe and figure.status in {"new", "changed"} and not figure.trouble
    ]
    written, failed = write_pictures(options.source, consented)
    posts = [replace(judged, figures=_noted(judged.figures, written)) for judged in report.posts]
    return replace(outcome, report=replace(report, posts=posts, problems=[*report.problems, *failed]))


def _noted(figures: Iterable[Figure], written: Collection[PurePosixPath]) -> tuple[Figure, ...]:
    """Say of those that had changed that they no longer do."""
    return tuple(
        replace(one, status="redrawn") if one.status == "changed" and one.file in written else one
        for one in figures
    )


def write(outcome: pipeline.Outcome, options: Options, destination: Path) -> None:
    """Put the site into the destination; nothing else is touched."""
    if outcome.site is None:
        return
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


def fix(options: Options) -> int:
    """Accept what the code shows; the diff is printed before a file is touched."""
    report = pipeline.build(_request(options)).report
    for judged in report.posts:
        _accept(judged, options)
    for problem in report.problems:
        print(problem, file=sys.stderr)
    return 2 if report.problems else 0


def _accept(judged: Judged, options: Options) -> None:
    from blogkit.check import corrected  # noqa: PLC0415  (the room of judging: 30 ms that rendering saves)
    from blogkit.report import diff  # noqa: PLC0415  (the same)

    source = judged.executed.post.source
    broken = [verdict for verdict in judged.verdicts if verdict.judgement is Judgement.BROKEN]
    text = corrected(source, broken)
    if text != source.text:
        print(diff(source, text), end="", flush=True)
        disk.write_source(options.source, source, text)
    written, failed = write_pictures(options.source, judged.figures)
    for path in written:
        print(f"{source.path}: redrew {path}")
    for problem in failed:
        print(problem, file=sys.stderr)
    for failure in judged.failures:
        print(
            f"{failure.path or source.path}:{failure.line}: {failure.name}: {failure.message}  "
            "(mend the code by hand)",
            file=sys.stderr,
        )


def _request(options: Options) -> Request:
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
    if options.figures:
        write_bytes(options.figures, figures_page(report).encode())
    return report.status


def preview(options: Options) -> int:
    """Build, serve, and build again at every save; SOURCE/public is left alone."""
    import tempfile  # noqa: PLC0415  (only a preview needs it)

    from blogkit.serve import Server, serve  # noqa: PLC0415  (only a preview needs a server)

    with tempfile.TemporaryDirectory(prefix="blogkit-") as folder:
        destination = destination_of(replace(options, destination=options.destination or Path(folder)))
        server = Server(options.port, destination, pipeline.base_path(_request(options)))
        options = replace(options, base_url=server.address)

        def rebuild() -> None:
            try:
                outcome = pipeline.build(_request(options))
                write(outcome, options, destination)
            except (ContentError, OSError) as problem:
                print(problem, flush=True)
                return
            print(FORMATS[options.format](outcome.report), end="", flush=True)
            server.figures = figures_page(outcome.report).encode()

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


COMMANDS = {"build": build, "check": check, "fix": fix, "serve": preview, "completion": completion}
