"""Values -> the 64-bit hashes of which Hugo makes the names of processed images."""

import struct
from collections.abc import Mapping, Sequence
from typing import cast

_ALL = 2**64 - 1
_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH = (
    0x9E3779B185EBCA87,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5,
)
"""The primes of xxHash."""


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
    return xxhash(_bytes(value))


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
        sum_ = xxhash(struct.pack("<2Q", sum_, hash_value(value)))
    return sum_


def _unordered(table: Mapping[object, object]) -> int:
    sum_ = 0
    for key, value in table.items():
        sum_ ^= xxhash(struct.pack("<2Q", hash_value(key), hash_value(value)))
    return xxhash(struct.pack("<Q", sum_))


def xxhash(data: bytes) -> int:
    """Hash bytes with xxHash64, seed 0. Source: Yann Collet's specification of the algorithm.

    >>> f"{xxhash(b'The quick brown fox jumps over the lazy dog'):016x}"
    '0b242d361fda71bc'
    """
    whole = len(data) // 32 * 32
    sum_ = _stripes(memoryview(data)[:whole]) if whole else _FIFTH
    return _avalanche(_tail((sum_ + len(data)) & _ALL, data[whole:]))


def _stripes(data: memoryview) -> int:
    """Four sums over every fourth word, in one loop: this is where the time goes."""
    first, second, all_ = _FIRST, _SECOND, _ALL
    a, b, c, d = (first + second) & all_, second, 0, -first & all_
    for one, two, three, four in struct.iter_unpack("<4Q", data):
        a = (a + one * second) & all_
        a = ((a << 31 | a >> 33) & all_) * first & all_
        b = (b + two * second) & all_
        b = ((b << 31 | b >> 33) & all_) * first & all_
        c = (c + three * second) & all_
        c = ((c << 31 | c >> 33) & all_) * first & all_
        d = (d + four * second) & all_
        d = ((d << 31 | d >> 33) & all_) * first & all_
    sum_ = (_turned(a, 1) + _turned(b, 7) + _turned(c, 12) + _turned(d, 18)) & _ALL
    for lane in (a, b, c, d):
        sum_ = ((sum_ ^ _round(lane)) * _FIRST + _FOURTH) & _ALL
    return sum_


def _tail(sum_: int, rest: bytes) -> int:
    eights = len(rest) // 8 * 8
    for (word,) in struct.iter_unpack("<Q", rest[:eights]):
        sum_ = (_turned(sum_ ^ _round(word), 27) * _FIRST + _FOURTH) & _ALL
    rest = rest[eights:]
    if len(rest) >= 4:
        (word,) = struct.unpack("<I", rest[:4])
        sum_ = (_turned(sum_ ^ (word * _FIRST & _ALL), 23) * _SECOND + _THIRD) & _ALL
        rest = rest[4:]
    for byte in rest:
        sum_ = _turned(sum_ ^ (byte * _FIFTH & _ALL), 11) * _FIRST & _ALL
    return sum_


def _avalanche(sum_: int) -> int:
    sum_ = (sum_ ^ sum_ >> 33) * _SECOND & _ALL
    sum_ = (sum_ ^ sum_ >> 29) * _THIRD & _ALL
    return sum_ ^ sum_ >> 32


def _round(word: int) -> int:
    return _turned(word * _SECOND & _ALL, 31) * _FIRST & _ALL


def _turned(word: int, by: int) -> int:
    return (word << by | word >> (64 - by)) & _ALL
