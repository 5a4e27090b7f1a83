"""`serve`: the pipeline's builds for a preview; a fault of any kind is shown, and ends nothing."""

import tempfile
import webbrowser
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from blogkit import pipeline
from blogkit.cache import temporary_folder
from blogkit.cli.commands import destination_of, pages_of, reported, request_of, write
from blogkit.cli.failures import keep_trace
from blogkit.cli.fixing import fix_place
from blogkit.cli.options import Options
from blogkit.cli.output import tell
from blogkit.cli.repository import at_its_place
from blogkit.errors import ContentError, ToolError, blamed_on
from blogkit.model import Judged, Judgement
from blogkit.report import figures_page, findings, plural
from blogkit.serve import Checked, Place, Rebuilt, free_server, is_loopback, listening_to, serve
from blogkit.source import disk

UNTOUCHED = "the site stays as it was"


@dataclass
class _Desk:
    """The preview's builds, and the verdicts of the last one that was whole."""

    options: Options
    destination: Path
    outcome: pipeline.Outcome | None = None

    def rebuilt(self) -> Rebuilt:
        """Build and write."""
        done, outcome = _built(self.options, self.destination)
        self.outcome = outcome or self.outcome
        return done

    def accepted(self, place: Place) -> str:
        """Accept what an author has in view."""
        path = self.outcome.addresses.get(place.page) if self.outcome else None
        posts = self.outcome.report.posts if self.outcome else ()
        judged = next((one for one in posts if one.executed.post.source.path == path), None)
        if judged is None:
            return f"{place.page}: nothing was checked there"
        return fix_place(judged, place.line, place.figure, self.options)


def preview(options: Options) -> int:
    """Build, serve, and build again at every save; SOURCE/public is left alone."""
    disk.read_config(options.source)  # where there is no blog, there is nothing to wait for
    if not (options.force or is_loopback(options.host)):
        message = f"{options.host} is seen from other machines, drafts and all; add --force if you mean it"
        raise ContentError("--host", 0, message)
    with tempfile.TemporaryDirectory(dir=temporary_folder(), ignore_cleanup_errors=True) as folder:
        destination = destination_of(replace(options, destination=options.destination or Path(folder)))
        server = free_server(options.port, destination, base_path(options), options.host)
        if options.port not in {0, server.server_port}:
            tell(f"port {options.port} is in use: this is port {server.server_port}")
        desk = _Desk(replace(options, base_url=server.address), destination)
        with listening_to({"o": lambda: webbrowser.open(server.address)}):
            serve(options.source, destination, server, desk.rebuilt, desk.accepted)
    return 0


def base_path(options: Options) -> str:
    """Where the site stands below its host, as it will when it is published: "/blog/"."""
    try:
        url = pipeline.read_settings(request_of(options))[0].base_url
        path = urlsplit(url).path.strip("/")
    except (ContentError, ValueError):
        return "/"  # the first build says what is wrong
    return f"/{path}/" if path else "/"


def rebuilt(options: Options, destination: Path) -> Rebuilt:
    """Build and write; what could not be built leaves what stands there."""
    return _built(options, destination)[0]


def _built(options: Options, destination: Path) -> tuple[Rebuilt, pipeline.Outcome | None]:
    try:
        with blamed_on("blogkit serve"):
            outcome = pipeline.build(request_of(options))
            write(outcome, options, destination)
    except (ContentError, OSError) as problem:
        if isinstance(problem, ToolError):
            keep_trace(problem.trace, options)
        return Rebuilt(f"{problem}\n", UNTOUCHED, (str(problem),)), None
    report = at_its_place(outcome.report, options)
    if report.traces:
        keep_trace(report.traces, options)
    problems = tuple(found.told for found in findings(report) if found.level == "error")
    made = plural(pages_of(outcome), "page") if outcome.site else UNTOUCHED
    figures = figures_page(report).encode()
    return Rebuilt(reported(report, options), made, problems, figures, _checked(outcome)), outcome


def _checked(outcome: pipeline.Outcome) -> dict[str, Checked]:
    """What was checked on each page."""
    posts = {post.executed.post.source.path: post for post in outcome.report.posts}
    return {name: _of_post(posts[path]) for name, path in outcome.addresses.items() if path in posts}


def _of_post(post: Judged) -> Checked:
    counts = Counter(verdict.judgement for verdict in post.verdicts)
    drifted = tuple((one.path, one.line) for one in post.figures if one.status == "changed")
    return Checked(tuple((str(one), counts[one]) for one in Judgement), drifted)
