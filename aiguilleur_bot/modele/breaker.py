"""Leaves a model that fails alone for some minutes, so that nobody waits for it in vain."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

AFTER = 3
"""Failures in a row after which it is left alone."""
PAUSE = 300.0
"""Seconds it is left alone. Then it is asked again, and one more failure begins another pause."""

log = structlog.get_logger(__name__)


class Breaker:
    """Counts failures in a row. `now` gives seconds that never go back. One line a pause in the log, no words in it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._until: float | None = None

    @property
    def closed(self) -> bool:
        """Whether the model may be asked."""
        return self._until is None or self._now() >= self._until

    def succeeded(self) -> None:
        """It answered what was asked."""
        if self._until is not None:
            log.info("modele_revenu")
        self._failures, self._until = 0, None

    def failed(self, why: str, *, lasting: bool = False) -> None:
        """It did not, for the reason `why` (one word). `lasting`: there is no use in trying the next times."""
        self._failures += 1
        if (lasting or self._failures >= AFTER) and self.closed:
            self._until = self._now() + PAUSE
            log.warning("modele_en_pause", raison=why, minutes=round(PAUSE / 60))
