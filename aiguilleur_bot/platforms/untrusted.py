"""Look into JSON that a stranger wrote: a missing or wrong-typed field is an empty value, never an exception."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

Json = Mapping[str, object]

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_LATEST_MS = 4_102_444_800_000  # year 2100: beyond it a clock is lying, and datetime may overflow


def mapping(value: object, *path: str) -> Json:
    """The object found by following `path`, or an empty one."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def string(value: object, *path: str) -> str:
    """The string at `path`, or "". Lone surrogates, which no database stores, become U+FFFD."""
    found = mapping(value, *path[:-1]).get(path[-1]) if path else value
    return _LONE_SURROGATES.sub("�", found) if isinstance(found, str) else ""


def flag(value: object, *path: str) -> bool:
    """True only when the value at `path` is exactly true."""
    return mapping(value, *path[:-1]).get(path[-1]) is True


def objects(value: object, *path: str) -> list[Json]:
    """The objects of the list at `path`; what is not an object is left out."""
    found = mapping(value, *path[:-1]).get(path[-1])
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def strings(value: object, *path: str) -> tuple[str, ...]:
    """The strings of the list at `path`; the rest is left out."""
    found = mapping(value, *path[:-1]).get(path[-1])
    return tuple(string(item) for item in found if isinstance(item, str)) if isinstance(found, list) else ()


def said(value: object, *path: str) -> str:
    """A text for people at `path`: as `string`, without control characters."""
    return _CONTROLS.sub("", string(value, *path).replace("\r\n", "\n").replace("\r", "\n"))


def moment(value: object) -> datetime | None:
    """A time in milliseconds since 1970 as an aware UTC datetime, or None when it cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LATEST_MS:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)


def http_date(header: str) -> datetime | None:
    """The time said by a `Date` header (RFC 9110 §5.6.7), aware; None when it says none."""
    try:
        found = parsedate_to_datetime(header)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
