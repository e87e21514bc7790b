"""From what a person types (a domain, an address, an account) to a homeserver that answers.

Delegation is the client one of the specification ("Server discovery"): `https://DOMAIN/.well-known/matrix/client`.
Clear http is for this machine only: a password must not travel in the open.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from aiguilleur_bot.platforms.addresses import is_loopback
from aiguilleur_bot.platforms.base import Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.untrusted import Json, http_date, mapping, string, strings

_TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=8)
_LARGEST = 200_000  # bytes of an answer: these are all small


@dataclass(frozen=True, slots=True)
class Homeserver:
    """A homeserver that answered. `domain` ends its accounts ("exemple.org"), "" when it does not say.

    `skew` is its clock minus ours, to about a second; None when it sends no date.
    """

    url: str
    domain: str = ""
    skew: timedelta | None = None


async def find(typed: str) -> Homeserver:
    """The homeserver meant by an address, a domain or an account.

    Raises Invalid when it cannot be one (the message says why, in French), Retry when nothing answers.
    """
    typed = typed.strip().rstrip("/")
    if typed.startswith("@"):
        typed = typed.partition(":")[2]
    if not typed or any(sign.isspace() for sign in typed):
        raise Invalid("ce n’est ni une adresse ni un domaine")
    async with _session() as session:
        url, domain = await _address(session, typed)
        seen = await _probe(session, url)
        return Homeserver(url, domain or await _named(session, url), seen.skew)


async def probe(url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Homeserver:
    """Ask the homeserver at `url` whether it is one. Raises Invalid when it is not, Retry when nothing answers."""
    async with _session() as session:
        return await _probe(session, url.rstrip("/"), now)


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        yield session


async def _address(session: aiohttp.ClientSession, typed: str) -> tuple[str, str]:
    """The base address, and the domain where it is already sure."""
    if "://" not in typed:
        if is_loopback(f"http://{typed}"):
            return f"http://{typed}", ""
        return await _delegated(session, typed) or f"https://{typed}", typed
    if not typed.startswith(("https://", "http://")) or not urlsplit(typed).hostname:
        raise Invalid("une adresse commence par https://")
    if typed.startswith("http://") and not is_loopback(typed):
        raise Invalid("en http, le mot de passe passerait en clair : donnez une adresse en https://")
    return typed, ""


async def _delegated(session: aiohttp.ClientSession, domain: str) -> str:
    """Where `domain` says its homeserver is, or ""."""
    try:
        content, _ = await _json(session, f"https://{domain}/.well-known/matrix/client")
    except PlatformError:
        return ""
    url = string(content, "m.homeserver", "base_url").rstrip("/")
    return url if url.startswith("https://") else ""


async def _named(session: aiohttp.ClientSession, url: str) -> str:
    """The domain of the homeserver at `url`: by its own word, else when its host delegates to it. Or ""."""
    try:
        content, _ = await _json(session, f"{url}/_matrix/key/v2/server")
    except PlatformError:
        content = {}
    if name := string(content, "server_name"):
        return name
    host = urlsplit(url).netloc
    return host if not is_loopback(url) and await _delegated(session, host) == url else ""


async def _probe(
    session: aiohttp.ClientSession, url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Homeserver:
    content, date = await _json(session, f"{url}/_matrix/client/versions")
    if not strings(content, "versions"):
        raise Invalid(f"{url} répond, mais ce n’est pas un serveur Matrix")
    return Homeserver(url, skew=date - now() if date is not None else None)


async def _json(session: aiohttp.ClientSession, url: str) -> tuple[Json, datetime | None]:
    """A small JSON object, and the server's date. Raises Retry or Invalid."""
    host = urlsplit(url).netloc
    try:
        async with session.get(url) as answer:
            body = await _read(answer)
            status, date = answer.status, http_date(answer.headers.get("Date", ""))
        if status >= 500 or status == 429:
            raise Retry(f"{host} est en panne ou surchargé ({status})")
        if status != 200:
            raise Invalid(f"{host} répond, mais ce n’est pas un serveur Matrix ({status})")
        return mapping(json.loads(body)), date
    except (aiohttp.ClientConnectorCertificateError, ssl.SSLError) as failure:
        raise Invalid(f"le certificat de {host} n’est pas bon") from failure
    except (aiohttp.ClientError, TimeoutError, OSError) as failure:
        raise Retry(f"{host} ne répond pas ({type(failure).__name__})") from failure
    except ValueError as failure:  # not JSON, not UTF-8, not an address
        raise Invalid(f"{host} répond, mais ce n’est pas un serveur Matrix") from failure


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    body = b""
    async for chunk in answer.content.iter_chunked(65_536):
        body += chunk
        if len(body) > _LARGEST:
            raise Invalid(f"{answer.url.host} répond, mais ce n’est pas un serveur Matrix")
    return body
