"""What each command of the command line does with the pipeline's values."""

import argparse
import sys

from blogkit import disk, pipeline
from blogkit.fix import corrected
from blogkit.model import ContentError, Judged, Judgement
from blogkit.report import FORMATS, Report
from blogkit.report.diff import diff
from blogkit.request import Request


def run(options: argparse.Namespace) -> int:
    """Run the command that `build_site.py` parsed; the exit status."""
    try:
        return COMMANDS[options.command](options)
    except ContentError as problem:
        print(problem, file=sys.stderr)
        return 2


def build(options: argparse.Namespace) -> int:
    """Write the site, also when a claim is broken: the page marks it."""
    outcome = pipeline.build(_request(options))
    destination = options.destination or options.source / "public"
    if outcome.site is not None:
        for judged in outcome.report.posts:
            disk.write_pictures(options.source, judged.executed.post.source, judged.figures)
        disk.write_site(outcome.site, destination, outcome.static, sweep=not outcome.report.problems)
    _print_report(outcome.report, options)
    return outcome.report.status


def check(options: argparse.Namespace) -> int:
    """Judge, and write nothing but the report."""
    report = pipeline.check(_request(options))
    _print_report(report, options)
    return report.status


def fix(options: argparse.Namespace) -> int:
    """Accept what the code shows; the diff is printed before a file is touched."""
    report = pipeline.check(_request(options))
    for judged in report.posts:
        _accept(judged, options)
    for problem in report.problems:
        print(problem, file=sys.stderr)
    return 2 if report.problems else 0


def _accept(judged: Judged, options: argparse.Namespace) -> None:
    source = judged.executed.post.source
    broken = [verdict for verdict in judged.verdicts if verdict.judgement is Judgement.BROKEN]
    text = corrected(source, broken)
    if text != source.text:
        print(diff(source, text), end="", flush=True)
        disk.write_source(options.source, source, text)
    for path in disk.write_pictures(options.source, source, judged.figures):
        print(f"{source.path}: redrew {path}")
    for failure in judged.failures:
        print(
            f"{source.path}:{failure.line}: {failure.name}: {failure.message}  (mend the code by hand)",
            file=sys.stderr,
        )


def _request(options: argparse.Namespace) -> Request:
    return Request(
        folder=options.source,
        drafts=options.drafts,
        future=options.future,
        expired=options.expired,
        base_url=options.base_url,
        execute=options.execute,
        cache=disk.cache_folder(options.source) if options.cache else None,
        jobs=options.jobs,
        only=tuple(options.only),
        executor=options.executor,
        verbose=options.verbose,
        twice=getattr(options, "twice", False),
    )


def _print_report(report: Report, options: argparse.Namespace) -> None:
    text = FORMATS[options.format](report)
    if options.output:
        disk.write_bytes(options.output, text.encode())
    else:
        print(text, end="")


COMMANDS = {"build": build, "check": check, "fix": fix}
