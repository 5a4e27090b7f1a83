"""How true the gate's words are on a blog: its verdicts, and how many planted lies it finds.

python -m bench.truth FOLDER [FOLDER ...] [--drafts] [--posts N] [--missed] [--broken] [--false FILE]

Lies are planted one at a time in the claims that hold, and only the claim concerned is judged again.
FILE names the broken verdicts that somebody judged to be false alarms, "SITE path:line" a line.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.lies import is_found, judge_changed, lies
from blogkit import pipeline
from blogkit.model import Judged, Judgement, Request, Verdict

SEED = 20251218
HEADER = "| site | posts | claims | hold | broken | unstable | unchecked | lies found | false alarms |"


@dataclass
class Site:
    """What was counted on one blog."""

    name: str
    posts: int = 0
    verdicts: Counter[str] = field(default_factory=Counter[str])
    lies: int = 0
    missed: list[str] = field(default_factory=list[str])
    broken: list[tuple[str, Verdict]] = field(default_factory=list[tuple[str, Verdict]])

    def row(self, false: Iterable[str] = ()) -> str:
        """A row of the table."""
        counts = [self.verdicts[str(one)] for one in Judgement]
        found = self.lies - len(self.missed)
        share = f"{found} of {self.lies} ({found / self.lies:.1%})" if self.lies else "none planted"
        cells = [self.name, self.posts, self.verdicts.total(), *counts, share, self.alarms(set(false))]
        return "| " + " | ".join(map(str, cells)) + " |"

    def alarms(self, false: set[str]) -> str:
        """The false alarms by the syntax of their claims; all broken verdicts until somebody judges."""
        if not false:
            kinds = Counter(verdict.claim.syntax for _, verdict in self.broken)
            return "not judged: " + (
                ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()) or "none broken"
            )
        wrong = Counter(
            verdict.claim.syntax for place, verdict in self.broken if f"{self.name} {place}" in false
        )
        right = len(self.broken) - wrong.total()
        precision = f"{right / len(self.broken):.0%} true" if self.broken else "none broken"
        return "; ".join([precision, *(f"{n} {kind}" for kind, n in wrong.most_common())])


def measure(folder: Path, *, drafts: bool, most: int) -> Site:
    """Check a blog and plant lies in it."""
    request = Request(folder, drafts=drafts, future=True, expired=True)
    report = pipeline.build(request).report
    chance = random.Random(SEED)
    site = Site(folder.name)
    for judged in [post for post in report.posts if post.verdicts][: most or None]:
        site.posts += 1
        site.verdicts.update(str(verdict.judgement) for verdict in judged.verdicts)
        path = str(judged.executed.post.source.path)
        site.broken += [(f"{path}:{one.claim.line}", one) for one in judged.verdicts if _is_broken(one)]
        for planted, missed in _planted(judged, chance):
            site.lies += planted
            site.missed += [missed] if missed else []
    return site


def _is_broken(verdict: Verdict) -> bool:
    return verdict.judgement is Judgement.BROKEN


def _planted(judged: Judged, chance: random.Random) -> Iterator[tuple[int, str]]:
    """One for each lie, with the line that was changed where nobody noticed."""
    path = judged.executed.post.source.path
    for lie in lies(judged, chance):
        again = judge_changed(judged.executed, lie.text, lie.claim)
        line = lie.text.split("\n")[lie.line - 1].strip()
        yield 1, "" if is_found(again.verdicts, lie) else f"{path}:{lie.line} {lie.kind}: {line}"


def main() -> None:
    """Print the table, a row a blog, and what was asked for below it."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.truth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--drafts", action="store_true", help="check drafts, too")
    parser.add_argument("--posts", type=int, default=0, metavar="N", help="the first N posts with claims")
    parser.add_argument("--missed", action="store_true", help="list the lies that pass")
    parser.add_argument("--broken", action="store_true", help="list the broken verdicts")
    parser.add_argument("--false", type=Path, metavar="FILE", help="verdicts that are false alarms")
    options = parser.parse_args()
    judged: Path | None = options.false
    false = judged.read_text(encoding="utf-8").split("\n") if judged else []
    print(HEADER, "|---" * HEADER.count(" | ") + "|---|", sep="\n")
    for folder in options.folders:
        site = measure(folder, drafts=options.drafts, most=options.posts)
        print(site.row(line.strip() for line in false if line.strip()), flush=True)
        for line in site.missed if options.missed else ():
            print(f"    passes: {line}")
        for place, verdict in site.broken if options.broken else ():
            said, shown = (
                " ⏎ ".join(text.split("\n"))[:100] for text in (verdict.claim.expected, verdict.actual)
            )
            print(f"    broken: {place} ({verdict.claim.syntax}) says {said!r}, shows {shown!r}")


if __name__ == "__main__":
    main()
