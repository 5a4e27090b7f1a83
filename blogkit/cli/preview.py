"""`serve`: the pipeline's builds for a preview; a fault of any kind is shown, and ends nothing."""

import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from blogkit import pipeline
from blogkit.cache import temporary_prefix
from blogkit.cli.commands import destination_of, pages_of, reported, request_of, write
from blogkit.cli.failures import keep_trace
from blogkit.cli.options import Options
from blogkit.cli.output import tell
from blogkit.cli.repository import at_its_place
from blogkit.errors import ContentError, ToolError, blamed_on
from blogkit.report import figures_page, findings, plural
from blogkit.serve import Rebuilt, free_server, serve
from blogkit.source import disk

UNTOUCHED = "the site stays as it was"


def preview(options: Options) -> int:
    """Build, serve, and build again at every save; SOURCE/public is left alone."""
    disk.read_config(options.source)  # where there is no blog, there is nothing to wait for
    with tempfile.TemporaryDirectory(prefix=temporary_prefix(), ignore_cleanup_errors=True) as folder:
        destination = destination_of(replace(options, destination=options.destination or Path(folder)))
        server = free_server(options.port, destination, base_path(options))
        if options.port not in {0, server.server_port}:
            tell(f"port {options.port} is in use: this is port {server.server_port}")
        here = replace(options, base_url=server.address)
        serve(options.source, destination, server, lambda: rebuilt(here, destination))
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
    try:
        with blamed_on("blogkit serve"):
            outcome = pipeline.build(request_of(options))
            write(outcome, options, destination)
    except (ContentError, OSError) as problem:
        if isinstance(problem, ToolError):
            keep_trace(problem.trace, options)
        return Rebuilt(f"{problem}\n", UNTOUCHED, (str(problem),))
    report = at_its_place(outcome.report, options)
    if report.traces:
        keep_trace(report.traces, options)
    problems = tuple(found.told for found in findings(report) if found.level == "error")
    made = plural(pages_of(outcome), "page") if outcome.site else UNTOUCHED
    return Rebuilt(reported(report, options), made, problems, figures_page(report).encode())
