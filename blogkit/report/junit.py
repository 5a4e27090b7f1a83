"""The report as JUnit XML: a suite a post, a case a claim, figure or failing cell."""

import re
import xml.etree.ElementTree as ET

from blogkit.model import Judged, Judgement
from blogkit.report.summary import Report
from blogkit.report.text import figure_words, headline

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is written."""


def junit(report: Report) -> str:
    """What CI servers draw as a table of tests."""
    root = ET.Element("testsuites", name="blogkit")
    for problem in [*report.problems, *report.links]:
        suite = ET.SubElement(root, "testsuite", name=problem.path, tests="1", failures="0", errors="1")
        case = ET.SubElement(suite, "testcase", name=f"line {problem.line}", classname=problem.path)
        ET.SubElement(case, "error", message=problem.message)
    for post in report.posts:
        _suite(root, post)
    ET.indent(root)
    return _FORBIDDEN.sub("\ufffd", ET.tostring(root, encoding="unicode", xml_declaration=True)) + "\n"


def _suite(root: ET.Element, post: Judged) -> None:
    path = str(post.executed.post.source.path)
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
    for verdict in post.verdicts:
        case = ET.SubElement(
            suite, "testcase", name=f"line {verdict.claim.line}: {verdict.claim.kind}", classname=path
        )
        if verdict.rule:
            properties = ET.SubElement(case, "properties")
            ET.SubElement(properties, "property", name="rule", value=verdict.rule)
        if verdict.judgement is Judgement.BROKEN:
            failure = ET.SubElement(case, "failure", message=headline(path, verdict))
            failure.text = f"says:  {verdict.claim.expected}\nshows: {verdict.actual}"
        elif verdict.judgement is Judgement.UNCHECKED:
            ET.SubElement(case, "skipped", message=verdict.reason)
    for figure in post.figures:
        case = ET.SubElement(suite, "testcase", name=f"line {figure.line}: {figure.path}", classname=path)
        if figure in drifted:
            ET.SubElement(case, "failure", message=f"{path}:{figure.line}: {figure_words(figure)}")
    for bad in post.failures:
        case = ET.SubElement(suite, "testcase", name=f"line {bad.line}: the cell runs", classname=path)
        ET.SubElement(case, "error", message=f"{bad.path or path}:{bad.line}: {bad.name}: {bad.message}")
