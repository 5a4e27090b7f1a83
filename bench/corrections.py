"""How well `fix` works on a folder: `python -m bench.corrections FOLDER [--kills N]`; it works on a copy.

Every claim that holds is turned into lies (a digit, a sign, an element, a word), one at a time, and fixed
with what the code has shown: how often do the author's lines come back letter by letter? Then the posts are
fixed as they stand, and what must never be is counted: lines changed outside of broken claims, claims lost,
changes by a second look. With `--kills`, `fix` is killed at random moments, and files that are neither old
nor new are counted.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Container
from dataclasses import replace
from itertools import groupby, zip_longest
from pathlib import Path

from bench.lies import Lie, judge_changed, lies
from blogkit import pipeline
from blogkit.check.accept import Moved, accept, again
from blogkit.check.judge.fills import fills
from blogkit.check.judge.fix import edit_of, is_written, rewritten
from blogkit.model import ClaimKind, Judged, Judgement, Request

BUILD_SITE = Path(__file__).parent.parent / "build_site.py"
NEWLINE = "\n"


def main() -> None:
    """Measure, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "blog"
        shutil.copytree(arguments.folder, copy, symlinks=True)
        request = Request(copy, drafts=True, future=True, expired=True)
        posts = pipeline.build(request).report.posts
        chance = random.Random(1)  # the same lies in every run
        counts = sum((_lies(post, chance) + _properties(post) for post in posts), Counter[str]())
        for name, count in sorted(counts.items()):
            print(f"{count:6d} {name}")
        if arguments.kills:
            print(f"{_torn(copy, arguments.kills, chance):6d} files torn by {arguments.kills} kills")


def _lies(post: Judged, chance: random.Random) -> Counter[str]:
    counts = Counter[str]()
    for lie in lies(post, chance):
        if lie.claim.kind not in {ClaimKind.PROSE, ClaimKind.MATH}:
            counts[f"lies: {_outcome(post, lie)}"] += 1
    return counts


def _outcome(post: Judged, lie: Lie) -> str:
    source = post.executed.post.source
    noticed = [
        one
        for one in judge_changed(post.executed, lie.text, lie.claim).verdicts
        if one.judgement is Judgement.BROKEN and one.claim.line <= lie.line <= one.claim.end_line
    ]
    if not noticed:
        print(f"{source.path}:{lie.line}: nobody notices {lie.text.split(NEWLINE)[lie.line - 1]!r}")
        return "not noticed"
    new = rewritten(lie.text, [edit_of(one) for one in noticed if is_written(one)])
    if new == source.text:
        return "the author's line is back"
    texts = [text.split(NEWLINE) for text in (source.text, lie.text, new)]
    for number, (before, lied, after) in enumerate(zip_longest(*texts, fillvalue=""), 1):
        if before != after:
            print(f"{source.path}:{number}: was, is told, and became ({lie.kind})")
            print(f"    {before!r}\n    {lied!r}\n    {after!r}")
            break
    return "left by hand" if new == lie.text else "another line"


def _properties(post: Judged) -> Counter[str]:
    """What must be so after `fix`: all but the first two counts are faults."""
    source, accepted = post.executed.post.source, accept(post)
    counts = Counter({"fix: left by hand": len(accepted.by_hand)})
    broken = [one for one in post.verdicts if one.judgement is Judgement.BROKEN]
    counts["fix: broken claims"] = len(broken)
    if accepted.text != source.text:
        spans = {span.line for one in broken for span in one.claim.spans}
        spans |= {line for fill in fills(post.executed) for line in (fill.line, fill.line + 1)}
        counts["fix: posts rewritten"] += 1
        counts["FAULT: posts changed outside of their broken claims"] += not changes_only(
            spans, source.text, accepted.text
        )
        judged = again(post, replace(source, text=accepted.text), Moved(()))
        if judged is None or len(judged.verdicts) < len(post.verdicts):
            counts["FAULT: posts that lost claims"] += 1
        elif accept(judged).text != accepted.text:
            counts["FAULT: posts that a second look changes"] += 1
    return counts


def changes_only(lines: Container[int], before: str, after: str) -> bool:
    """Whether one text becomes the other by a change of these lines alone."""
    pieces = groupby(enumerate(before.split("\n"), 1), key=lambda one: one[0] in lines)
    parts = (
        "(?:.*\n)*" if free else "".join(re.escape(f"{text}\n") for _, text in piece)
        for free, piece in pieces
    )
    return bool(re.fullmatch("".join(parts), after + "\n"))


def _torn(copy: Path, kills: int, chance: random.Random) -> int:
    """Kill `fix` again and again; each file must be as before or as after."""
    command = [sys.executable, str(BUILD_SITE), "fix", "-s", str(copy), "-D", "-F"]
    before = {path: path.read_bytes() for path in copy.rglob("*.md")}
    subprocess.run(command, capture_output=True, check=False)
    after = {path: path.read_bytes() for path in before}
    torn = 0
    for _ in range(kills):
        for path, data in before.items():
            path.write_bytes(data)
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(chance.uniform(0.5, 4))
            except subprocess.TimeoutExpired:
                process.kill()
        torn += sum(path.read_bytes() not in {data, after[path]} for path, data in before.items())
    return torn


if __name__ == "__main__":
    main()
