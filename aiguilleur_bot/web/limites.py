"""How often one address may ask something of the public pages. Nothing is written down: a hash, while we run.

The key of the hash is drawn at each start, so that nobody can find an address again, not even with the memory.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address

from aiohttp import web

from aiguilleur_bot.engine.clock import Clock

ADDRESSES = 10_000
"""Addresses counted at once; the one seen longest ago is dropped first."""


@dataclass(frozen=True, slots=True)
class Limite:
    """At most `nombre` times in `duree` for one address. `behind_proxy`: the address is the proxy's last word."""

    clock: Clock
    nombre: int
    duree: timedelta
    behind_proxy: bool = False
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _seen: OrderedDict[bytes, deque[datetime]] = field(default_factory=OrderedDict, repr=False)

    def allows(self, request: web.Request) -> bool:
        """Count one more; False when it is too many."""
        now, who = self.clock.now(), self._who(request)
        self._forget(now)
        times = self._seen.setdefault(who, deque())
        self._seen.move_to_end(who)
        while times and now - times[0] >= self.duree:
            times.popleft()
        while len(self._seen) > ADDRESSES:
            self._seen.popitem(last=False)
        if len(times) >= self.nombre:
            return False
        times.append(now)
        return True

    def _forget(self, now: datetime) -> None:
        """Drop the addresses that have not asked for so long that they are not counted any more."""
        while self._seen:
            times = next(iter(self._seen.values()))
            if times and now - times[-1] < self.duree:
                return
            self._seen.popitem(last=False)

    def _who(self, request: web.Request) -> bytes:
        address = request.remote or ""
        if self.behind_proxy:
            # a proxy may add its word to the line it received, or as a line of its own, after it
            said = ",".join(request.headers.getall("X-Forwarded-For", []))
            address = said.rsplit(",", 1)[-1].strip() or address
        return hmac.new(self._key, _network(address).encode(), hashlib.sha256).digest()


def _network(address: str) -> str:
    """One household: an IPv4 address, or the first half of an IPv6 one."""
    try:
        read = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address[:64]
    return str(read) if read.version == 4 else read.exploded[:19]
