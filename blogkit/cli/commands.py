"""What each command of the command line does with the pipeline's values."""

import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from blogkit import pipeline
from blogkit.beside import BASELINE, orphans, without_known, write_baseline, write_record
from blogkit.cache import (
    MarkedPath,
    cache_folder,
    file_states,
    marks_of_variables,
    read_record,
    uptodate,
    write_bytes,
)
from blogkit.cache import write_record as write_destination_record
from blogkit.cli.failures import keep_trace
from blogkit.cli.options import Options
from blogkit.cli.output import close, duration, say, tell
from blogkit.cli.repository import at_its_place
from blogkit.cli.usage import refuse_nonsense
from blogkit.errors import ContentError, collect
from blogkit.model import Figure, Request
from blogkit.parallel import Beside
from blogkit.report import FORMATS, TOOL_FAILED, Report, figures_page, plural
from blogkit.site import refuse_sources, write_site, written_files
from blogkit.source import config, disk, write_pictures
from blogkit.values import frozen


def run(options: Options, begin: float) -> int:
    """Run a command that began at a reading of the performance counter; the exit status."""
    refuse_nonsense(options)
    return COMMANDS[options.command](options, begin)


def _built(options: Options) -> pipeline.Outcome:
    outcome = pipeline.build(request_of(options))
    if outcome.notice:
        tell(f"blogkit: {cache_folder(options.source)}: {outcome.notice}; every build starts from nothing")
    return outcome


def build(options: Options, begin: float) -> int:
    """Write the site, also when a claim is broken: the page marks it."""
    destination = destination_of(options)
    before = _begin(options, destination)
    outcome = _redrawn(_built(options), options)
    write(outcome, options, destination)
    made = f"{destination}: {plural(pages_of(outcome), 'page')}"
    _remember(outcome, before, written_files(destination), options, made)
    return _finish(outcome, options, made if outcome.site else f"{destination} stays as it was", begin)


def pages_of(outcome: pipeline.Outcome) -> int:
    """How many pages the site has, lists and redirects among them."""
    return sum(name.endswith(".html") for name in outcome.site.files) if outcome.site else 0


@frozen
class _Begin:
    """The time (nanoseconds since 1970) and the state of the source folder when the build began."""

    time: int
    names: dict[str, list[str]]
    states: list[MarkedPath]


def _begin(options: Options, destination: Path) -> _Begin:
    disk.read_config(options.source)  # no look around in a folder that is no blog
    ours = destination, cache_folder(options.source)
    names = uptodate.names_in(options.source)
    return _Begin(time.time_ns(), names, uptodate.source_states(options.source, *ours))


def destination_of(options: Options) -> Path:
    """Where the site goes. Raises ContentError for a folder of the blog itself."""
    destination = options.destination or options.source / "public"
    refuse_sources(destination, options.source, pipeline.read_folders(request_of(options)))
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
    written = write_site(outcome.site, destination, outcome.static, sweep=sweep, before=before, spread=spread)
    write_destination_record(cache, destination, written)


def check(options: Options, begin: float) -> int:
    """Judge, and write nothing but the report."""
    before = None if options.paths else _begin(options, options.source / "public")
    outcome = _built(options)
    baseline = baseline_of(options)
    if options.write_baseline:
        path = baseline or options.source / BASELINE
        count = write_baseline(path, outcome.report)
        close(f"{path}: {plural(count, 'finding')} known from now on", options)
        return TOOL_FAILED if outcome.report.traces else 0
    if baseline:
        watched = (*outcome.watched, baseline)
        outcome = replace(outcome, report=without_known(outcome.report, baseline), watched=watched)
    if before:
        _remember(outcome, before, [], options, "checked")
    return _finish(outcome, options, "checked", begin)


def baseline_of(options: Options) -> Path | None:
    """The file of what is known: that of the command line, or the one that the blog names."""
    there = not options.paths or disk.has_config(options.source)
    named = config.read(disk.read_config(options.source)).blogkit.get("baseline") if there else None
    return options.baseline or (options.source / str(named) if named else None)


def _remember(
    outcome: pipeline.Outcome, begin: _Begin, written: Iterable[Path], options: Options, made: str
) -> None:
    """Leave the note by which the next run of the same command finds that nothing changed."""
    report = outcome.report
    if not options.cache or report.status or not all(judged.is_final for judged in report.posts):
        return
    reads = [options.source / name for judged in report.posts for name in judged.executed.files]
    note = uptodate.Note(
        reported(report, options),
        report.status,
        [*begin.states, *uptodate.folder_states(outcome.elsewhere), *file_states([*reads, *outcome.watched])],
        file_states(written),
        outcome.due.timestamp() if outcome.due else None,
        begin.names,
        made,
        marks_of_variables({name for judged in report.posts for name in judged.executed.variables}),
    )
    uptodate.write_note(cache_folder(options.source), uptodate.command_key(vars(options)), note, begin.time)


def _finish(outcome: pipeline.Outcome, options: Options, made: str, begin: float) -> int:
    """Print or write the report, and a last line; the exit status."""
    report = at_its_place(outcome.report, options)
    say(reported(report, options), options.output)
    if options.figures:
        write_bytes(options.figures, figures_page(report).encode())
    if report.traces:
        keep_trace(report.traces, options)
    close(f"{made} in {duration(time.perf_counter() - begin)}", options)
    return report.status


def reported(report: Report, options: Options) -> str:
    """The report; a quiet one says nothing of what is well."""
    if options.quiet and options.format == "text" and not report.status:
        return ""
    return FORMATS[options.format](report)


def record(options: Options, begin: float) -> int:
    """Write what Hugo reads without Python: a small file a post."""
    settings = config.read(disk.read_config(options.source))
    outcome = pipeline.build(replace(request_of(options), claims_only=True))
    written, problems = collect(
        lambda judged: write_record(options.source, settings.content_dir, judged, datetime.now(UTC).date()),
        outcome.report.posts,
        lambda judged: str(judged.executed.post.source.path),
    )
    gone = [
        ContentError(name, 0, "its post is gone; delete it")
        for name in orphans(options.source, settings.content_dir)
    ]
    report = outcome.report
    known = without_known(report, path) if (path := baseline_of(options)) else report
    known = replace(known, problems=[*known.problems, *problems], warnings=[*known.warnings, *gone])
    made = f"{plural(len(written), 'record')}, {sum(written)} of them new or changed,"
    return _finish(replace(outcome, report=known), options, made, begin)


def request_of(options: Options) -> Request:
    """What the pipeline is asked for."""
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
        strict=options.strict,
        quiet=options.quiet,
        python=options.python,
        paths=options.paths,
        claims_only=options.claims_only,
        wants_site=options.command in {"build", "serve"},
        checkpoints=options.command == "serve",
    )


def completion(options: Options, _begin: float) -> int:
    """Print the script that completes commands and flags in a shell."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415  (only this needs it)

    from blogkit.cli.arguments import top  # noqa: PLC0415  (the same)

    kind = get_completion_class(options.shell)
    if kind:
        print(kind(top(), {}, "blogkit", "_BLOGKIT_COMPLETE").source())
    return 0


def preview(options: Options, _begin: float) -> int:
    """Build, serve, and build again at every save."""
    from blogkit.cli.preview import preview as run_preview  # noqa: PLC0415  (only this needs a server)

    return run_preview(options)


def begin_post(options: Options, _begin: float) -> int:
    """Write a new post."""
    from blogkit.cli.new import new  # noqa: PLC0415  (only this needs archetypes)

    return new(options)


def fix(options: Options, _begin: float) -> int:
    """Accept what the code shows; what cannot be accepted is listed."""
    from blogkit.cli.fixing import fix_posts  # noqa: PLC0415  (only this command needs it)

    report = _built(options).report
    status = fix_posts(report, options)
    if report.traces:
        keep_trace(report.traces, options)
        return TOOL_FAILED
    return status


def bring_in(options: Options, _begin: float) -> int:
    """Make a notebook a post."""
    from blogkit.cli.importing import bring_in as run_import  # noqa: PLC0415  (only this reads notebooks)

    return run_import(options)


def export(options: Options, _begin: float) -> int:
    """Make a post a notebook."""
    from blogkit.cli.exporting import export as run_export  # noqa: PLC0415  (only this writes notebooks)

    return run_export(options)


def run_matrix(options: Options, begin: float) -> int:
    """Check in throw-away environments."""
    from blogkit.cli.matrix.command import matrix  # noqa: PLC0415  (only this needs environments)

    return matrix(options, begin)


def look_at(options: Options, begin: float) -> int:
    """Say what a build stands on."""
    from blogkit.cli.doctor import doctor  # noqa: PLC0415  (only this looks at everything)

    return doctor(options, begin)


def set_up(options: Options, _begin: float) -> int:
    """Set a strange blog up."""
    from blogkit.cli.init import init  # noqa: PLC0415  (only this needs it)

    return init(options)


COMMANDS = {
    "build": build,
    "check": check,
    "fix": fix,
    "record": record,
    "serve": preview,
    "new": begin_post,
    "import": bring_in,
    "export": export,
    "matrix": run_matrix,
    "doctor": look_at,
    "init": set_up,
    "completion": completion,
}
