"""How long to wait before trying again: longer each time, never the same for two bots, capped."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays in seconds: `first`, then multiplied by `factor` up to `ceiling`, each cut by up to half at random."""

    first: float = 0.5
    factor: float = 2.0
    ceiling: float = 10.0

    def __post_init__(self) -> None:
        if self.first <= 0 or self.factor < 1 or self.ceiling < self.first:
            raise ValueError(f"not a back-off: {self}")

    def delay(self, failures: int, at_least: float | None = None) -> float:
        """What to wait after `failures` failures in a row (1 or more), and no less than the server asked."""
        exponent = min(failures - 1, 64)
        full = min(self.first * self.factor**exponent, self.ceiling)
        jittered = full * random.uniform(0.5, 1.0)  # noqa: S311  # spreads load, hides nothing
        return max(jittered, at_least or 0.0)
