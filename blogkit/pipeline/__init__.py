"""The flow itself: a folder -> read, planned, judged, rendered -> what a build comes to."""

from blogkit.pipeline.flow import build
from blogkit.pipeline.outcome import Outcome
from blogkit.pipeline.reading import read_folders, read_posts, read_settings

__all__ = ["Outcome", "build", "read_folders", "read_posts", "read_settings"]
