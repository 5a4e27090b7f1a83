"""What is kept from one build to the next, and how files are written so that none is ever torn."""

from blogkit.cache import expressions, uptodate
from blogkit.cache.derived import derived, keep_derived
from blogkit.cache.files import (
    ChangedMeanwhileError,
    FileState,
    MarkedPath,
    file_state,
    file_states,
    is_part,
    prune,
    rewrite,
    sweep_beside,
    sweep_parts,
    write_bytes,
)
from blogkit.cache.folder import cache_folder, tool_stamp
from blogkit.cache.manifest import Left, Record, read_record, write_record
from blogkit.cache.memo import Memo, digest
from blogkit.cache.temporary import remove_temporary, roomy_memory, sweep_temporary, temporary_folder
from blogkit.cache.variables import marks_of_variables, telling
from blogkit.cache.watcher import end_marked

__all__ = [
    "ChangedMeanwhileError",
    "FileState",
    "Left",
    "MarkedPath",
    "Memo",
    "Record",
    "cache_folder",
    "derived",
    "digest",
    "end_marked",
    "expressions",
    "file_state",
    "file_states",
    "is_part",
    "keep_derived",
    "marks_of_variables",
    "prune",
    "read_record",
    "remove_temporary",
    "rewrite",
    "roomy_memory",
    "sweep_beside",
    "sweep_parts",
    "sweep_temporary",
    "telling",
    "temporary_folder",
    "tool_stamp",
    "uptodate",
    "write_bytes",
    "write_record",
]
