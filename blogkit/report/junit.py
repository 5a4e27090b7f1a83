"""The report as JUnit XML: a suite a post, a case a claim, figure or failing cell."""

import re
import xml.etree.ElementTree as ET

from blogkit.model import Judged, Judgement, Verdict
from blogkit.report.summary import Report
from blogkit.report.text import figure_words, headline

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is written."""


def junit(report: Report) -> str:
    """What CI servers draw as a table of tests."""
    root = ET.Element("testsuites", name="blogkit")
    for problem in [*report.problems, *report.links]:
        path = report.in_repository(problem.path)
        suite = ET.SubElement(root, "testsuite", name=path, tests="1", failures="0", errors="1")
        case = ET.SubElement(suite, "testcase", name=f"line {problem.line}", classname=path)
        ET.SubElement(case, "error", type="malformed", message=problem.message)
    for post in report.posts:
        _suite(root, post, report)
    ET.indent(root)
    return _FORBIDDEN.sub("\ufffd", ET.tostring(root, encoding="unicode", xml_declaration=True)) + "\n"


def _suite(root: ET.Element, post: Judged, report: Report) -> None:
    source = post.executed.post.source
    path = report.in_repository(str(source.path))
    broken = sum(verdict.judgement is Judgement.BROKEN for verdict in post.verdicts)
    drifted = [figure for figure in post.figures if figure.status == "changed"]
    unchecked = sum(verdict.judgement is Judgement.UNCHECKED for verdict in post.verdicts)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=path,
        tests=str(len(post.verdicts) + len(post.figures) + len(post.failures)),
        failures=str(broken + len(drifted)),
        errors=str(len(post.failures)),
        skipped=str(unchecked),
        time=f"{post.executed.seconds:.3f}",
    )

    def case_at(line: int, what: str) -> ET.Element:
        spot = source.spot(line)
        where = spot.words if spot.cell else f"line {spot.line}"
        return ET.SubElement(suite, "testcase", name=f"{where}: {what}", classname=path)

    for verdict in post.verdicts:
        _fill(case_at(verdict.claim.line, verdict.claim.kind), verdict, report.fix)
    for figure in post.figures:
        case = case_at(figure.line, figure.path)
        if figure in drifted:
            ET.SubElement(case, "failure", type="drifted-figure", message=figure_words(figure, report.fix))
    for bad in post.failures:
        said = f"{bad.name}: {bad.message}"
        if bad.path:
            name = f"{report.in_repository(bad.path)}: line {bad.line}: the recipe runs"
            case = ET.SubElement(suite, "testcase", name=name, classname=path)
        else:
            case = case_at(bad.line, "the cell runs")
        ET.SubElement(case, "error", type=bad.name, message=said)


def _fill(case: ET.Element, verdict: Verdict, fix: str) -> None:
    """What became of a claim, and the rule that decided."""
    if verdict.judgement is Judgement.BROKEN:
        failure = ET.SubElement(case, "failure", type="broken-claim", message=headline(verdict, fix))
        failure.text = f"says:  {verdict.claim.expected}\nshows: {verdict.actual}"
    elif verdict.judgement is Judgement.UNCHECKED:
        ET.SubElement(case, "skipped", message=verdict.reason)
    if verdict.rule:
        ET.SubElement(case, "system-out").text = f"rule: {verdict.rule}"
