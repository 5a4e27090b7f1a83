"""Posts that are not looked at again: what was judged of them stands while what it stands on does."""

import pickle
from dataclasses import replace
from functools import cache, cached_property
from pathlib import PurePosixPath

from blogkit.cache import Memo, digest
from blogkit.errors import ContentError
from blogkit.execute import (
    ExecutionSettings,
    Grounds,
    Job,
    Today,
    circumstances_of,
    grounds_of,
    still_hold,
)
from blogkit.hugo import Image
from blogkit.model import FrontMatter, Judged, Post, Source
from blogkit.values import frozen

LARGEST = 1_000_000
"""Bytes of an answer; the record of a post with more is read again."""
_NOBODY = Post(Source(PurePosixPath(), ""), FrontMatter(""))
"""In the place of the post, which whoever asks has at hand."""


@frozen
class Settled:
    """What a build came to."""

    judged: Judged
    """Without its figures, which hang on files."""
    shown: tuple[Image, ...]
    """The images of the post."""
    grounds: Grounds | None
    """None where nothing runs: the text decides."""


class Settlement:
    """What earlier builds settled, looked up and added to."""

    def __init__(self, settings: ExecutionSettings, memo: Memo) -> None:
        """What counts for all posts is looked at once, at the first question."""
        self._settings, self._memo = settings, memo
        self._circumstances = cache(circumstances_of)

    def find(self, post: Post) -> Settled | None:
        """What was judged of the same post, if a run would show the same."""
        try:
            job = self._job(post)
        except ContentError:
            return None
        known: Settled | None = self._memo.get(self._key(post, job))
        if known is None or not self._holds(known, job):
            return None
        executed = replace(known.judged.executed, post=post, cached=True)
        return replace(known, judged=replace(known.judged, executed=executed))

    def add(self, judged: Judged, shown: tuple[Image, ...]) -> None:
        """Keep what a post came to, unless it was seen to change from run to run or may yet be decided."""
        executed = judged.executed
        job = replace(self._job(executed.post), steps=executed.steps)
        grounds = grounds_of(executed, job, self._today) if executed.steps else None
        if (executed.steps and not grounds) or not judged.is_final:
            return
        bare = replace(judged, executed=replace(executed, post=_NOBODY), figures=())
        data = pickle.dumps(Settled(bare, shown, grounds), protocol=5)
        if len(data) <= LARGEST:
            self._memo.put_pickled({self._key(executed.post, job): data})

    def _holds(self, known: Settled, job: Job) -> bool:
        return known.grounds is None or still_hold(known.grounds, job, self._today)

    def _job(self, post: Post) -> Job:
        path = str(post.source.path)
        return Job(path, (), self._settings.for_post(post.front_matter.blogkit, path))

    def _key(self, post: Post, job: Job) -> str:
        texts = str(post.source.path), post.source.text, post.source.recipes, job.settings.folder
        return digest("settled", *texts, repr(what_runs(post)), self._circumstances(job.settings))

    @cached_property
    def _today(self) -> Today:
        return Today(self._settings, self._memo)


def what_runs(post: Post) -> list[tuple[int, str]]:
    """What a post runs as far as the site's settings have a say in it."""
    return [(cell.line, cell.why_not) for cell in post.cells] + [(one.line, "shell") for one in post.shells]
