"""Is the service well? What `/readyz` and `diagnostiquer` show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aiguilleur_bot.engine.retention import Menage


@dataclass(frozen=True, slots=True)
class PlatformHealth:
    """One platform: `lost` when it no longer accepts our account, `deaf` when it hears nothing."""

    connected: bool
    lost: bool
    deaf: bool
    last_heard: datetime | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """`ready` is green. `parked` events wait for an operator; `waiting` and `to_send` for their turn.

    `menage` is the last pass of the retention.
    """

    ready: bool
    platforms: Mapping[str, PlatformHealth] = field(default_factory=dict)
    database: bool = True
    parked: int = 0
    waiting: int = 0
    to_send: int = 0
    problems: tuple[str, ...] = ()
    menage: Menage | None = None


def troubles(platforms: Mapping[str, PlatformHealth]) -> list[str]:
    """What is wrong with platforms, as operators read it."""
    lost = [f"{name} : compte refusé" for name, seen in platforms.items() if seen.lost]
    deaf = [f"{name} : {_deafness(seen)}" for name, seen in platforms.items() if seen.deaf and not seen.lost]
    return lost + deaf


def _deafness(seen: PlatformHealth) -> str:
    return "sourde" if seen.last_heard or seen.connected else "pas encore connectée"
