"""The only place where decisions meet the world: intake, worker, outbox, timers, retention.

`Engine` is the one face; `Options`, `CurrentSavoir`, `Savoir` are what it is built from.
"""

from __future__ import annotations

from aiguilleur_bot.engine.advice import answer_once
from aiguilleur_bot.engine.engine import Engine
from aiguilleur_bot.engine.failures import AllPlatformsLost, EngineError
from aiguilleur_bot.engine.health import EngineHealth, PlatformHealth
from aiguilleur_bot.engine.options import AiguilleurOption, Options, SalonOption
from aiguilleur_bot.engine.savoir import CurrentSavoir, Savoir

__all__ = [
    "AiguilleurOption",
    "AllPlatformsLost",
    "CurrentSavoir",
    "Engine",
    "EngineError",
    "EngineHealth",
    "Options",
    "PlatformHealth",
    "SalonOption",
    "Savoir",
    "answer_once",
]
