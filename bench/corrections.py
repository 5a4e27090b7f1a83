"""How well `fix` works on a folder: `python bench/corrections.py FOLDER [--kills N]`; it works on a copy.

Every claim that holds is turned into a lie, one at a time, and fixed with what the code has shown: how often
do the author's lines come back letter by letter? Then the posts are fixed as they stand, and what must never
be is counted: lines changed outside of broken claims, claims lost, changes by a second look. With `--kills`,
`fix` is killed at random moments, and files that are neither old nor new are counted.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace
from itertools import groupby, zip_longest
from pathlib import Path

from blogkit import pipeline
from blogkit.check.accept import Moved, accept, again
from blogkit.check.judge.fills import fills
from blogkit.check.judge.fix import Edit, edit_of, is_written, rewritten
from blogkit.model import ClaimKind, Judged, Judgement, Request, Span, Verdict

BUILD_SITE = Path(__file__).parent.parent / "build_site.py"
_DIGIT = re.compile(r"\d")


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
    for verdict in post.verdicts:
        if verdict.judgement is Judgement.HOLDS and verdict.claim.kind not in {
            ClaimKind.PROSE,
            ClaimKind.MATH,
        }:
            counts[_outcome(post, verdict, chance)] += 1
    return counts


def _outcome(post: Judged, verdict: Verdict, chance: random.Random) -> str:
    source = post.executed.post.source
    lie = next(_changed(source.text.split("\n"), verdict, chance), None)
    if lie is None:
        return "lies: no digit to change"
    text = rewritten(source.text, [lie])
    judged = again(post, replace(source, text=text), Moved(()))
    noticed = [
        one
        for one in (judged.verdicts if judged else ())
        if one.judgement is Judgement.BROKEN and one.claim.line <= lie.line <= one.claim.end_line
    ]
    if not noticed:
        print(f"{source.path}:{lie.line}: nobody notices {lie.lines}")
        return "lies: not noticed"
    new = rewritten(text, [edit_of(one) for one in noticed if is_written(one)])
    pairs = zip_longest(source.text.split("\n"), new.split("\n"), fillvalue="")
    for number, (before, after) in enumerate(pairs, 1):
        if before != after:
            print(f"{source.path}:{lie.line}: line {number} was and is\n    {before!r}\n    {after!r}")
            break
    return "lies: the author's line is back" if new == source.text else "lies: another line"


def _changed(lines: list[str], verdict: Verdict, chance: random.Random) -> Iterator[Edit]:
    """The claim with one digit changed."""
    for span in chance.sample(verdict.claim.spans, len(verdict.claim.spans)):
        said = lines[span.line - 1][span.start : span.end]
        places = [match.start() for match in _DIGIT.finditer(said)]
        if places:
            at = span.start + chance.choice(places)
            digit = chance.choice([sign for sign in "123456789" if sign != lines[span.line - 1][at]])
            yield Edit((Span(span.line, at, at + 1),), (digit,))


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
