"""What is kept from one build to the next, and how files are written so that none is ever torn."""

from blogkit.cache import uptodate
from blogkit.cache.files import (
    ChangedMeanwhileError,
    FileState,
    MarkedPath,
    file_state,
    file_states,
    is_part,
    prune,
    rewrite,
    sweep_parts,
    write_bytes,
)
from blogkit.cache.folder import cache_folder, tool_stamp
from blogkit.cache.manifest import Left, Record, read_record, write_record
from blogkit.cache.memo import Memo, digest

__all__ = [
    "ChangedMeanwhileError",
    "FileState",
    "Left",
    "MarkedPath",
    "Memo",
    "Record",
    "cache_folder",
    "digest",
    "file_state",
    "file_states",
    "is_part",
    "prune",
    "read_record",
    "rewrite",
    "sweep_parts",
    "tool_stamp",
    "uptodate",
    "write_bytes",
    "write_record",
]
