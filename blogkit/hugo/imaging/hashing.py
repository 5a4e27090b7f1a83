"""Values -> the 64-bit hashes of which Hugo makes the names of processed images."""

import struct
from collections.abc import Mapping, Sequence
from typing import cast

from xxhash import xxh64_intdigest

_ALL = 2**64 - 1


def hexadecimal(value: object) -> str:
    """Hash a value, in hexadecimal digits without leading zeros.

    >>> hexadecimal({}), hexadecimal(["resize", "100x", "1"])
    ('34c96acdcadb1bbb', '552859a15fac81a5')
    """
    return f"{hash_value(value):x}"


def hash_value(value: object) -> int:
    """Hash a text, a number, a list or a table as Go's `hashstructure` does it with xxHash."""
    if isinstance(value, (list, tuple)):
        return _ordered(cast("Sequence[object]", value))
    if isinstance(value, Mapping):
        return _unordered(cast("Mapping[object, object]", value))
    return xxh64_intdigest(_bytes(value))


def _bytes(value: object) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<b", value)
    if isinstance(value, int):
        return struct.pack("<Q", value & _ALL)
    if isinstance(value, float):
        return struct.pack("<d", value)
    return str(value).encode()


def _ordered(values: Sequence[object]) -> int:
    sum_ = 0
    for value in values:
        sum_ = xxh64_intdigest(struct.pack("<2Q", sum_, hash_value(value)))
    return sum_


def _unordered(table: Mapping[object, object]) -> int:
    sum_ = 0
    for key, value in table.items():
        sum_ ^= xxh64_intdigest(struct.pack("<2Q", hash_value(key), hash_value(value)))
    return xxh64_intdigest(struct.pack("<Q", sum_))
