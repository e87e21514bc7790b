"""Small values of the emulator: dates, ids, refusals, and what the server sees in a text."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

Doc = dict[str, Any]
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz"
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?")
# The vendor's own rule (UTF8_User_Names_Validation): a full stop after a name belongs to it.
_MENTION = re.compile(r"(?:^|\s|>)@([0-9a-zA-Z\-_.]+(?::[0-9a-zA-Z\-_.]+)?)")
_LINK = re.compile(r"https?://[^\s<>|)\]]+")


class Date(int):
    """Milliseconds since 1970: an ISO text over REST, {"$date": …} over DDP."""

    __slots__ = ()


class Refusal(Exception):
    """What the server does not do: a Meteor error. `kind` is its name; an empty one is a plain `Error`."""

    def __init__(self, kind: str, reason: str = "", **details: object) -> None:
        super().__init__(f"{reason} [{kind}]" if kind and reason else reason or f"[{kind}]")
        self.kind = kind
        self.reason = reason or kind
        self.details = details


class Clock:
    """The server's time: the machine's, and what a test added. Frozen, two things happen in the same millisecond."""

    def __init__(self) -> None:
        self._ahead = 0
        self._frozen: Date | None = None

    def now(self) -> Date:
        return Date(int(time.time() * 1000) + self._ahead) if self._frozen is None else self._frozen

    def pass_by(self, seconds: float) -> None:
        self._ahead += int(seconds * 1000)
        if self._frozen is not None:
            self._frozen = Date(self._frozen + int(seconds * 1000))

    def freeze(self) -> None:
        self._frozen = self.now()

    def thaw(self) -> None:
        self._frozen = None


def new_id() -> str:
    """Seventeen signs, as Meteor makes them."""
    return "".join(random.choices(_LETTERS, k=17))


def for_rest(value: Any) -> Any:
    return _walk(
        value, lambda date: datetime.fromtimestamp(date / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    )


def for_ddp(value: Any) -> Any:
    return _walk(value, lambda date: {"$date": int(date)})


def _walk(value: Any, date: Callable[[Date], Any]) -> Any:
    if isinstance(value, Date):
        return date(value)
    if isinstance(value, dict):
        return {key: _walk(item, date) for key, item in value.items() if not key.startswith("__")}
    if isinstance(value, (list, tuple)):
        return [_walk(item, date) for item in value]
    return value


def read_date(text: str | None, refused: str) -> Date:
    """As `new Date(text)` of the server; a `+` that arrived as a space is no date."""
    try:
        moment = datetime.fromisoformat(text if _ISO.fullmatch(text or "") and text else "")
    except ValueError:
        raise Refusal(refused, "The date parameter must be a valid date.") from None
    return Date(int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000))


def length(text: str) -> int:
    """As JavaScript counts: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def names_called(text: str) -> list[str]:
    return list(dict.fromkeys(_MENTION.findall(text)))


def links(text: str) -> list[str]:
    return list(dict.fromkeys(_LINK.findall(text)))
