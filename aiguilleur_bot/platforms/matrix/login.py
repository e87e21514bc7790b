"""Who we are on the homeserver: one account, one device, one token, kept together and checked at every start.

The device must stay the same: the server knows a message sent twice by its transaction id *and* its device.
So the device name is ours, drawn once, and stored before the first login.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Protocol

from aiguilleur_bot.platforms.base import AuthLost, Forbidden
from aiguilleur_bot.platforms.matrix.wire import Wire, path
from aiguilleur_bot.platforms.untrusted import Json, mapping, string

DISPLAY_NAME_OF_DEVICE = "Aiguilleur (robot)"


@dataclass(frozen=True, slots=True)
class Session:
    """What a login leaves behind. `secret` (hex) keys the names of our direct rooms; it never leaves the machine."""

    account: str
    server: str
    device: str
    token: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)


class SessionStore(Protocol):
    """Where the session lives between two starts. `save` returns once it is durable."""

    def load(self) -> Session | None: ...

    def save(self, session: Session) -> None: ...


class FileSessions:
    """The session as one JSON file, readable by its owner only, replaced in one move."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> Session | None:
        try:
            content = mapping(json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, UnicodeDecodeError):
            return None  # a torn or foreign file: the next login writes a good one
        session = Session(*(string(content, name) for name in ("account", "server", "device", "token", "secret")))
        return session if session.account and session.device else None

    def save(self, session: Session) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            json.dump(asdict(session), out)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self._file)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the settings give: a password, or a token with its device."""

    server: str
    account: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    device: str = ""


async def log_in(wire: Wire, given: Credentials, store: SessionStore) -> Session:
    """Make `wire` ready, and return the session in use.

    Raises AuthLost with a line for operators when the account, its password, its token or its device is wrong,
    and Retry when the server cannot be reached or asks to wait.
    """
    known = store.load()
    if known is not None and (known.account != given.account or known.server != given.server):
        known = None  # another account: nothing of the old one may be used
    session = known or Session(given.account, given.server, given.device, secret=secrets.token_hex(32))
    if not session.secret:
        session = replace(session, secret=secrets.token_hex(32))
    if given.token:
        session = await _with_token(wire, replace(session, token=given.token, device=given.device))
    else:
        session = await _with_password(wire, given, session, store)
    store.save(session)
    wire.use(session.device, session.token)
    return session


async def _with_token(wire: Wire, session: Session) -> Session:
    device = _checked(await _whoami(wire, session.token), session)
    return replace(session, device=device)


async def _with_password(wire: Wire, given: Credentials, session: Session, store: SessionStore) -> Session:
    if session.token and (kept := await _kept(wire, session)):
        return kept
    if not given.password:
        raise AuthLost(f"Matrix : ni mot de passe ni jeton pour {given.account}")
    if not session.device:
        session = replace(session, device=given.device or f"AIGUILLEUR{secrets.token_hex(4).upper()}")
    store.save(replace(session, token=""))  # before the login: a crash must not leave one more device behind
    request: Json = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": given.account},
        "password": given.password,
        "device_id": session.device,
        "initial_device_display_name": DISPLAY_NAME_OF_DEVICE,
    }
    try:
        answer = await wire.post(path("v3", "login"), request)
    except Forbidden as refusal:
        raise AuthLost(f"Matrix : mot de passe refusé pour {given.account}", code=refusal.code) from refusal
    session = replace(session, token=string(answer, "access_token"))
    _checked({"user_id": string(answer, "user_id"), "device_id": string(answer, "device_id")}, session)
    return session


async def _kept(wire: Wire, session: Session) -> Session | None:
    """The stored session when its token is still good. A refused one is replaced by a new login."""
    try:
        _checked(await _whoami(wire, session.token), session)
    except AuthLost:
        return None
    return session


async def _whoami(wire: Wire, token: str) -> Json:
    try:
        return await wire.get(path("v3", "account", "whoami"), token=token)
    except AuthLost as refusal:
        raise AuthLost(f"Matrix : le jeton de {wire.account} n’est plus accepté", code=refusal.code) from refusal


def _checked(whoami: Json, session: Session) -> str:
    """The device the server sees, once sure that it is the account and the device we were told."""
    account, device = string(whoami, "user_id"), string(whoami, "device_id")
    if account != session.account:
        raise AuthLost(f"Matrix : ce jeton est celui d’un autre compte que {session.account}")
    if session.device and device != session.device:
        raise AuthLost(f"Matrix : ce jeton n’est pas celui de l’appareil {session.device}")
    if not device:
        raise AuthLost(f"Matrix : le jeton de {session.account} n’a pas d’appareil, les envois ne seraient pas sûrs")
    return device
