"""The vendor's rate limits: ten calls a minute for each REST route, forty stream calls in forty seconds."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

from serveurs.rocketchat.memory import Memory
from serveurs.rocketchat.values import Doc, Refusal

_WAIT = "Error, too many requests. Please slow down. You must wait {} seconds before trying again."


@dataclass(frozen=True, slots=True)
class Left:
    """What the X-RateLimit headers say; `reset` is an absolute time, in milliseconds."""

    limit: int
    remaining: int
    reset: int
    refused: bool

    @property
    def headers(self) -> dict[str, str]:
        values = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        return {f"X-RateLimit-{name}": str(value) for name, value in values.items()}


class Limits:
    """Counts by account where the vendor counts by address: on loopback, everybody has the same one."""

    def __init__(self, world: Memory, enabled: bool) -> None:
        self.world = world
        self.enabled = enabled
        self._calls: dict[tuple[object, ...], deque[int]] = defaultdict(deque)

    def call(self, endpoint: str, user: Doc | None) -> Left | None:
        """None: not limited. Roles `bot` and `admin` are not (`api-bypass-rate-limit`)."""
        if not self.enabled or (user is not None and self.world.bypasses(user)):
            return None
        fast = endpoint == "chat.sendMessage" and self.world.mode.major >= 9
        return self._count(("rest", endpoint, user and user["_id"]), *((5, 1_000) if fast else (10, 60_000)))

    def frame(self, session: int, user: Doc | None, name: str) -> None:
        """Methods and subscriptions alike; no role is spared."""
        if not self.enabled:
            return
        four = 4 if name.startswith("stream-") else 1
        keys = [(("ddp", session, name), 10)] + ([(("ddp-user", user["_id"], name), 20)] if user else [])
        for key, most in keys:
            left = self._count(key, most * four, 10_000 * four)
            if left.refused:
                wait = left.reset - self.world.clock.now()
                raise Refusal("too-many-requests", _WAIT.format(wait // 1000 + 1), timeToReset=wait)

    def _count(self, key: tuple[object, ...], most: int, window: int) -> Left:
        now, calls = self.world.clock.now(), self._calls[key]
        while calls and calls[0] <= now - window:
            calls.popleft()
        reset = (calls[0] if calls else now) + window
        if len(calls) >= most:
            return Left(most, 0, reset, refused=True)
        calls.append(now)
        return Left(most, most - len(calls), reset, refused=False)
