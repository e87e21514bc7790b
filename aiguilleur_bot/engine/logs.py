"""The one logger. No text and no account goes into it: people are the first eight signs of their pseudonym."""

from __future__ import annotations

from typing import Protocol, cast

import structlog


class Log(Protocol):
    """What we use of structlog."""

    def info(self, event: str, **fields: object) -> None: ...

    def warning(self, event: str, **fields: object) -> None: ...

    def error(self, event: str, **fields: object) -> None: ...


def logger(name: str) -> Log:
    """The logger of one module."""
    return cast("Log", structlog.get_logger(name))


def short(personne: str | None) -> str:
    """How a person is named in a log."""
    return (personne or "")[:8]
