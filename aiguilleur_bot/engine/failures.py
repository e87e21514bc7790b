"""What can go wrong in the engine, for whoever starts it."""

from __future__ import annotations


class EngineError(Exception):
    """Root of what the engine raises."""


class AllPlatformsLost(EngineError):
    """No platform accepts our account any more (exit code 4). The message names them."""


class Impasse(EngineError):
    """An event changed under our feet too many times: try it later."""
