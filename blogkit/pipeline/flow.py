"""The flow from a folder to a judged, rendered blog: each stage hands a value to the next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from blogkit.cache import Memo
from blogkit.errors import ContentError, ToolError
from blogkit.model import Judged, Request
from blogkit.parallel import Beside
from blogkit.pipeline.doubts import asked_for, header_doubts, in_vain, missing
from blogkit.pipeline.judging import claims_only, judge
from blogkit.pipeline.outcome import Outcome, report_of, unrendered, watched_by
from blogkit.pipeline.paths import check_paths
from blogkit.pipeline.planning import due_date
from blogkit.pipeline.reading import answers, folders_elsewhere
from blogkit.pipeline.ready import Desk, Ready, make_ready
from blogkit.pipeline.rendering import Rendered, rehearse, render
from blogkit.report import Report
from blogkit.site import require_fonts


def build(request: Request) -> Outcome:
    """Folder -> verdicts and the finished site. Nothing is written."""
    if request.paths:
        return check_paths(request)
    if request.wants_site:
        require_fonts()
    with Memo(answers(request)) as memo:
        wanted = replace(request, cache=None) if memo.trouble else request  # one notice is enough
        desk = Desk(wanted, datetime.now(UTC), memo, Beside(request.jobs))
        ready = make_ready(desk)
        only_claims = claims_only(ready.settings, wanted)
        meanwhile = _nothing if only_claims else partial(rehearse, ready, memo)
        judged, malformed = judge(ready.published, ready.settings, wanted, memo, ready.places, meanwhile)
        if only_claims:
            found = [*ready.problems, *malformed]
            return unrendered(judged, found, (ready.posts, ready.plans), ready.settings, wanted)
        rendered = render(ready, judged, malformed, desk)
    return _outcome(ready, judged, malformed, rendered, desk)


def _nothing(_: object) -> None:
    """What there is to do while kernels run for claims alone."""


def _outcome(
    ready: Ready,
    judged: Sequence[Judged],
    malformed: Sequence[ContentError],
    rendered: Rendered,
    desk: Desk,
) -> Outcome:
    faults = [one for one in rendered.warnings if isinstance(one, ToolError)]
    broken_plans = [problem for plan in rendered.plans for problem in plan.problems]
    problems = [*ready.problems, *malformed, *faults, *broken_plans]
    dates = [date for plan in rendered.plans if (date := due_date(ready.posts, plan, desk.now))]
    return Outcome(
        _report(ready, judged, problems, rendered, desk),
        rendered.site if rendered.has_pages or not problems else None,
        rendered.static,
        min(dates, default=None),
        folders_elsewhere(desk.request.folder, ready.languages),
        watched_by(ready.settings, desk.request),
        {page.target.output: file for plan in rendered.plans for file, page in plan.by_source.items()},
        desk.memo.trouble,
    )


def _report(
    ready: Ready,
    judged: Sequence[Judged],
    problems: Sequence[ContentError],
    rendered: Rendered,
    desk: Desk,
) -> Report:
    asked = asked_for(desk.request)
    doubts = [
        *header_doubts(ready.published),
        *(doubt for plan in rendered.plans for doubt in plan.warnings),
        *(one for one in rendered.warnings if not isinstance(one, ToolError)),
        *rendered.unpublished,
        *missing(desk.request, ready.languages),
        *(one for checked in rendered.links for one in checked.doubtful),
    ]
    vain = in_vain(desk.request, ready.posts, ready.problems, rendered.plans)
    report = report_of(
        judged, [*vain, *filter(asked, problems)], rendered.plans, ready.settings, desk.request
    )
    broken = [error for checked in rendered.links for error in checked.broken if asked(error)]
    return replace(report, links=broken, warnings=[doubt for doubt in doubts if asked(doubt)])
