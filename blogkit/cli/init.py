"""`init`: look at a strange blog, run it once, and set it up so that only what is new fails."""

import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from blogkit import pipeline
from blogkit.beside import (
    BASELINE,
    THEME_FILES,
    Asks,
    find_interpreter,
    gates,
    gone_interpreter,
    with_settings,
    without_known,
    write_baseline,
)
from blogkit.cache import sweep_beside, write_bytes
from blogkit.cli.commands import request_of
from blogkit.cli.options import Options
from blogkit.cli.output import tell
from blogkit.cli.repository import at_its_place, below_repository
from blogkit.errors import AbsentError, ContentError
from blogkit.model import Judged, Judgement, Request
from blogkit.report import FORMATS, TOOL_FAILED, Report, package_of, plural
from blogkit.source import Settings, config, disk

ACTION = "OWNER/calculus-blog@main"
_MOST_REASONS = 12
_MOST_TOPS = 4
"""So many folders and files a command names; of more it takes the whole folder."""


def init(options: Options) -> int:
    """Look, run, show, and write what is not there yet where the author agrees."""
    files = disk.read_config(options.source) if disk.has_config(options.source) else {}
    settings = config.read(files) if files else Settings()
    _say_configuration(files)
    python = _interpreter(options, settings)
    asked = replace(
        request_of(options), claims_only=True, strict=True, python=python[0], drafts=True, future=True
    )
    report = _run(asked if files else replace(asked, paths=(".",)), python[1])
    posts = [post for post in report.posts if post.executed.post.cells]
    if not posts:
        looked = options.source / settings.content_dir if files else options.source
        tell(f"{looked}: no post holds Python; there is nothing to set up")
        return TOOL_FAILED if report.traces else 0
    _say_posts(posts, report)
    if report.traces:
        print(FORMATS["text"](at_its_place(report, options)))
        return TOOL_FAILED
    asks = None if files else _asks(posts, python[1])
    planned, by_hand = _plan(options.source, files, settings, python[1], asks)
    _show({name: (text, files.get(name, "")) for name, text in planned.items()}, by_hand, report)
    if not _agreed(options):
        return 0
    return _write(options.source, planned, report, settings, asks)


def _run(asked: Request, found: str) -> Report:
    """Run all posts once; an interpreter that was found is called by its name, not by a flag."""
    try:
        report = pipeline.build(asked).report
    except ContentError as error:
        if error.path != "--python" or asked.python == found:
            raise
        raise ContentError(found, 0, error.message.partition(": ")[2]) from error
    for problem in report.problems:
        if isinstance(problem, AbsentError):
            raise problem
    return report


def _asks(posts: Sequence[Judged], python: str) -> Asks:
    """What `check` has to be told where no configuration says it."""
    paths = [post.executed.post.source.path for post in posts]
    tops = sorted({path.parts[0] for path in paths})
    endings = tuple(sorted({path.suffix.removeprefix(".") for path in paths}))
    return Asks(tuple(tops) if len(tops) <= _MOST_TOPS else (".",), endings, python)


def _say_configuration(files: dict[str, str]) -> None:
    if not files:
        print("configuration: none of Hugo's; Markdown, notebooks and scripts are read where they stand")
        return
    main = [name for name in files if "/" not in name]
    print(f"configuration: {', '.join(config.config_files(set(files)))}")
    if len(main) > 1:
        print(f"  {' and '.join(main)}: Hugo reads {main[0]} alone; delete the others, or merge them")


def _interpreter(options: Options, settings: Settings) -> tuple[str, str]:
    """The interpreter for this run, and as the settings are to name it."""
    if options.python:
        print(f"interpreter: {options.python}")
        return options.python, options.python
    if settings.blogkit.get("python"):
        print(f"interpreter: {settings.blogkit['python']} (under [params.blogkit])")
        return "", ""
    written, how = find_interpreter(options.source)
    if not written:
        gone = gone_interpreter(options.source)
        why = f"{gone} leads nowhere, make the environment anew" if gone else "the blog has none of its own"
        print(f"interpreter: {sys.executable}, which runs blogkit: {why}; see --python")
        return "", ""
    print(f"interpreter: {written} ({how})")
    return str(options.source / written), written


def _say_posts(posts: list[Judged], report: Report) -> None:
    print(f"{plural(len(posts), 'post')} with Python:")
    for post in posts:
        counts = Counter(verdict.judgement for verdict in post.verdicts)
        said = [f"{counts[one]} {one}" for one in Judgement if counts[one]]
        said += [plural(len(post.failures), "failing cell")] if post.failures else []
        print(f"  {post.executed.post.source.path}: {', '.join(said) or 'runs; states nothing'}")
    reasons = Counter(
        f"{bad.name}: {bad.message.strip().split(chr(10))[0]}" for post in posts for bad in post.failures
    )
    if reasons:
        print("why cells fail:")
    for reason, count in reasons.most_common(_MOST_REASONS):
        print(f"  {count} × {reason}")
    missing = {
        bad.message.split()[1].rstrip(",")
        for post in posts
        for bad in post.failures
        if bad.message.startswith("needs ")
    }
    if missing:
        install = report.install or f"{sys.executable} -m pip install"
        print(f"what is missing: {install} {' '.join(sorted(map(package_of, missing)))}")


def _plan(
    folder: Path, files: dict[str, str], settings: Settings, python: str, asks: Asks | None
) -> tuple[dict[str, str], dict[str, str]]:
    """What is written where, and what the author has to add by hand as something stands there."""
    own: dict[str, str | bool] = {"python": python} if python else {}
    own |= {"claims_only": True, "strict": True, "baseline": BASELINE}
    planned: dict[str, str] = {}
    by_hand: dict[str, str] = {}
    if files and not settings.blogkit:
        name, text = with_settings(files, own)
        if text:
            planned[name] = text
        else:
            by_hand[name] = f'"params": {{"blogkit": {own}}}'
    texts = {name: path.read_text("utf-8") for name, path in THEME_FILES.items() if files}
    content = settings.content_dir if files else ""
    for name, text in {**gates(ACTION, content, below_repository(folder), asks), **texts}.items():
        if not (folder / name).exists():
            planned[name] = text
        elif (folder / name).read_bytes() != text.encode():
            by_hand[name] = text
    return planned, by_hand


def _show(planned: dict[str, tuple[str, str]], by_hand: dict[str, str], report: Report) -> None:
    for name, (text, before) in planned.items():
        print(f"\n--- {name}\n{_new_part(name, text, before)}")
    wrong = report.count(Judgement.BROKEN) + report.failures + report.drifted + len(report.problems)
    print(f"\n--- {BASELINE}\n{plural(wrong, 'finding')} known from now on")
    for name, text in by_hand.items():
        print(f"\n{name}: is there already, and stays as it is; add what you need of\n{text}")


def _new_part(name: str, text: str, before: str) -> str:
    """What comes new; the templates need not be read."""
    if name.endswith(".html"):
        return f"({plural(text.count(chr(10)), 'line')}: shows and guards what `blogkit record` writes)"
    old = set(before.split("\n"))
    return "\n".join(line for line in text.split("\n") if not before or line not in old).rstrip()


def _agreed(options: Options) -> bool:
    if options.yes:
        return True
    if not sys.stdin.isatty():
        print("\nnothing is written; `blogkit init --yes` writes it")
        return False
    return input("\nwrite all this? [y/N] ").strip().lower() in {"y", "yes"}


def _write(
    folder: Path, planned: dict[str, str], report: Report, settings: Settings, asks: Asks | None
) -> int:
    sweep_beside(folder / BASELINE)
    baseline = folder / str(settings.blogkit.get("baseline") or BASELINE)
    if baseline.exists():
        print(f"{baseline}: is there already, and stays as it is")
    else:
        write_baseline(baseline, report)
    for name, text in planned.items():
        sweep_beside(folder / name)
        write_bytes(folder / name, text.encode())
    if without_known(report, baseline).status:
        raise ContentError(str(baseline), 0, "does not know all that is wrong; see blogkit check")
    print(f"\nthe gate is green: {_next(folder, asks)}")
    return 0


def _next(folder: Path, asks: Asks | None) -> str:
    """What the author does from now on."""
    if asks is None:
        return "blogkit check; then blogkit record, for Hugo to show what holds"
    here = folder == Path()
    words = asks.options("" if here else f"{folder.as_posix()}/")
    return shlex.join(["blogkit", "check", *([] if here else ["-s", str(folder)]), *words, *asks.paths])
