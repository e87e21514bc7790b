"""Arrays in one file, read in place: nothing is copied, and what is not looked at is not read.

A line says what the file is, a header what it holds, then come the arrays as they are in memory, each on a boundary of
64 bytes. Only numbers are read: no object, nothing that runs. Every array up to `WHOLE` bytes is checked to the last
byte when it is opened, a larger one by samples: hundreds of megabytes would cost their whole reading at each start.

A file is never altered under its final name, only replaced or erased: what is open stays whole until it is let go.
"""

from __future__ import annotations

import json
import mmap
import os
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from aiguilleur_bot.matching.arrays import Arrays

_TITLE = b"aiguilleur tableaux 1\n"
_ALIGNED = 64
WHOLE = 32 << 20
"""Bytes up to which an array is checked whole."""
_EVERY, _SAMPLE = 1 << 20, 1 << 15
"""In a larger one, so many bytes are checked out of so many, and the last ones."""
_LENGTH = 8
_KINDS = frozenset("biuf")


def write(file: BinaryIO, name: str, arrays: Arrays) -> None:
    """Write arrays under a name. Raises OSError as files do."""
    plain = {key: np.ascontiguousarray(array).reshape(array.shape) for key, array in arrays.items()}
    told = [[key, a.dtype.str, list(a.shape), _checksum(_bytes(a))] for key, a in plain.items()]
    header = json.dumps([name, told]).encode()
    file.write(_TITLE + len(header).to_bytes(_LENGTH, "big") + zlib.crc32(header).to_bytes(_LENGTH, "big") + header)
    for array in plain.values():
        file.write(b"\0" * (-file.tell() % _ALIGNED))
        file.write(_bytes(array))


def read(path: Path, name: str) -> Arrays:
    """The arrays written under that name, read-only. Raises OSError, or ValueError on anything else."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < len(_TITLE) + 2 * _LENGTH:
            raise ValueError("too short to hold arrays")
        whole = _in_place(file)
    place = len(_TITLE) + 2 * _LENGTH
    length, crc = (int.from_bytes(whole[place - n * _LENGTH : place - (n - 1) * _LENGTH], "big") for n in (2, 1))
    header = whole[place : place + length]
    if whole[: len(_TITLE)] != _TITLE or zlib.crc32(header) != crc:
        raise ValueError("not a file of arrays")
    found, told = json.loads(bytes(header))
    if found != name:
        raise ValueError("arrays of something else")  # Renamed, or written by something else.
    return _arrays(whole, place + length, told)


def _in_place(file: BinaryIO) -> memoryview:
    """What a file holds, where it is; in memory on a file system that cannot lend it."""
    try:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except OSError:
        return memoryview(file.read())


def _arrays(whole: memoryview, place: int, told: list[tuple[str, str, list[int], int]]) -> Arrays:
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for key, kind, shape, checksum in told:
        dtype = np.dtype(kind)
        count = int(np.prod(shape, dtype=np.int64))
        place += -place % _ALIGNED
        raw = whole[place : place + count * dtype.itemsize]
        place += count * dtype.itemsize
        if dtype.kind not in _KINDS or len(raw) != count * dtype.itemsize or _checksum(raw) != checksum:
            raise ValueError("damaged arrays")
        arrays[key] = np.frombuffer(raw, dtype=dtype).reshape(shape) if count else np.zeros(shape, dtype=dtype)
    if place != len(whole):
        raise ValueError("more than arrays")
    return arrays


def _bytes(array: npt.NDArray[np.generic]) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _checksum(raw: memoryview) -> int:
    if len(raw) <= WHOLE:
        return zlib.crc32(raw)
    found = zlib.crc32(raw[-_SAMPLE:])
    for first in range(0, len(raw), _EVERY):
        found = zlib.crc32(raw[first : first + _SAMPLE], found)
    return found
