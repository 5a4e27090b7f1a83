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
from blogkit.cache.temporary import roomy_memory, sweep_temporary, temporary_prefix
from blogkit.cache.variables import marks_of_variables, telling

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
    "marks_of_variables",
    "prune",
    "read_record",
    "rewrite",
    "roomy_memory",
    "sweep_parts",
    "sweep_temporary",
    "telling",
    "temporary_prefix",
    "tool_stamp",
    "uptodate",
    "write_bytes",
    "write_record",
]
