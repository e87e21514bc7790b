"""The demo page: the help room, your direct messages, the aiguilleurs' room and the log, side by side.

The page is rendered whole, then completed by a stream of server-sent events whose id is the length of the
local log: a browser that reconnects resumes where it was.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from jinja2 import Environment

from aiguilleur_bot.platforms.local import DIRECT, RENCONTRE, ROBOT, Bubble, Line, LocalPlatform, direct_room
from aiguilleur_bot.web.listes import EXEMPLES

ENTRAIDE = "#entraide"
AIGUILLEURS = "#aiguilleurs"
PERSONNE = "une-personne"
AIGUILLEUSE = "une-aiguilleuse"
PRIVE = direct_room(PERSONNE)
PRIVE_AIGUILLEUSE = direct_room(AIGUILLEUSE)
HEARTBEAT = 15.0
MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class BesoinVu:
    """One row of the log panel."""

    numero: int
    texte: str
    lieu: str
    etat: str
    cree_le: datetime


@dataclass(frozen=True, slots=True)
class Panneau:
    """One room of the page: who speaks there when the form is used, and what the form says."""

    cle: str
    room: str
    qui: str
    titre: str
    aide: str
    exemple: str


PANNEAUX = (
    Panneau(
        "entraide",
        ENTRAIDE,
        PERSONNE,
        "Le salon d’entraide",
        "Un salon public. Appelez le robot par son nom, en début de message.",
        "@aiguilleur on galère avec les réservations de nos salles",
    ),
    Panneau(
        "direct",
        PRIVE,
        PERSONNE,
        "Vos messages privés",
        "Vous et le robot, sans l’appeler.",
        "on veut partager nos fichiers",
    ),
    Panneau(
        "aiguilleurs",
        AIGUILLEURS,
        AIGUILLEUSE,
        "Le salon des aiguilleurs",
        "Ici, vous jouez une aiguilleuse du réseau.",
        "je prends",
    ),
    Panneau(
        "guichet",
        PRIVE_AIGUILLEUSE,
        AIGUILLEUSE,
        "Ses messages privés",
        "L’aiguilleuse et le robot : préparer, clore…",
        "préparer",
    ),
)
_BY_KEY = {panneau.cle: panneau for panneau in PANNEAUX}

_BOLD = re.compile(r"\*\*([^*]+)\*\*")
MAX_WORD = 14


@dataclass(frozen=True, slots=True)
class Bulle:
    """A message ready to be shown: `mots` are the answers offered as buttons, `fil` the thread they go to."""

    bubble: Bubble
    robot: bool
    mots: tuple[str, ...]
    fil: str

    @property
    def prive(self) -> bool:
        """Said in a direct conversation."""
        return self.bubble.line.room.startswith(DIRECT)

    @property
    def rencontre(self) -> bool:
        """Said in a room opened for two."""
        return self.bubble.line.room.startswith(RENCONTRE)

    @property
    def line(self) -> Line:
        return self.bubble.line

    @property
    def text(self) -> str:
        return self.bubble.text

    @property
    def edited(self) -> bool:
        return self.bubble.edited

    @property
    def reactions(self) -> tuple[tuple[str, str], ...]:
        return self.bubble.reactions


Journal = Callable[[], Awaitable[Sequence[BesoinVu]]]
Entree = Callable[[], Awaitable[str]]
"""Gives the address of a link for the aiguilleuse, as the bot would say it to somebody who coordinates."""


class Demo:
    """The handlers of the demo. `journal` gives the rows of the log, newest first; `entree` opens the other pages."""

    def __init__(
        self, platform: LocalPlatform, journal: Journal, pages: Environment, entree: Entree | None = None
    ) -> None:
        self._platform = platform
        self._journal = journal
        self._pages = pages
        self._entree = entree
        self._closing = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        """Add the routes, and end the open streams when the application stops."""
        app.router.add_get("/", self.page)
        app.router.add_get("/flux", self.stream)
        app.router.add_post("/coordonner", self.coordinate)
        app.router.add_post("/dire/{panneau}", self.say)
        app.router.add_post("/reagir/{panneau}", self.react)
        app.on_shutdown.append(self._close)

    async def _close(self, _app: web.Application) -> None:
        self._closing.set()

    async def page(self, request: web.Request) -> web.Response:
        """The whole page, with what was said so far."""
        length = self._platform.length
        text = self._pages.get_template("demo.html.j2").render(
            panneaux=PANNEAUX,
            fils={panneau.cle: self._threads(panneau) for panneau in PANNEAUX},
            besoins=await self._journal(),
            longueur=length,
            coordonner=self._entree is not None,
            exemples=request.app.get(EXEMPLES, False),
        )
        return web.Response(text=text, content_type="text/html")

    async def coordinate(self, _request: web.Request) -> web.Response:
        """The way to the pages of the coordination: here nobody has to say « tableau »."""
        if self._entree is None:
            raise web.HTTPNotFound(text="Cette démonstration n’a pas d’autres pages.")
        raise web.HTTPSeeOther(await self._entree())

    async def say(self, request: web.Request) -> web.Response:
        """Someone speaks: 204, the stream brings the message back."""
        panneau = self._panneau(request)
        form = await request.post()
        text = str(form.get("texte", "")).strip()[:MAX_TEXT]
        if text:
            room, thread = self._where(panneau, str(form.get("fil", "")))
            await self._platform.say(panneau.qui, room, text, thread=thread)
        return _done(request)

    async def react(self, request: web.Request) -> web.Response:
        """Someone puts a reaction on a message."""
        panneau = self._panneau(request)
        form = await request.post()
        target, key = str(form.get("cible", "")), str(form.get("cle", ""))[:16]
        if target and key:
            await self._platform.react(panneau.qui, self._where(panneau, target)[0], target, key)
        return _done(request)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """The three rooms and the log, again whole each time something was said."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        position = _position(request)
        while not self._closing.is_set():
            position = await self._next(position)
            try:
                await self._send_state(response, position)
            except ConnectionError:
                break
        return response

    async def _next(self, position: int) -> int:
        waits = [asyncio.ensure_future(self._platform.changed(position)), asyncio.ensure_future(self._closing.wait())]
        await asyncio.wait(waits, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return self._platform.length

    async def _send_state(self, response: web.StreamResponse, position: int) -> None:
        for panneau in PANNEAUX:
            html = self._pages.get_template("fil.html.j2").render(panneau=panneau, fils=self._threads(panneau))
            await response.write(_event(panneau.cle, html, position))
        html = self._pages.get_template("besoins.html.j2").render(besoins=await self._journal())
        await response.write(_event("journal", html, position))

    def _threads(self, panneau: Panneau) -> list[tuple[Bulle, list[Bulle]]]:
        """Each message of a panel with the replies of its thread, oldest first."""
        rooms = (panneau.room, *self._meetings(panneau))
        found = [bubble for room in rooms for bubble in self._platform.bubbles(room)]
        bubbles = sorted(found, key=lambda one: one.line.number)
        threads: dict[str, tuple[Bulle, list[Bulle]]] = {}
        for bulle in _bulles(bubbles):
            root = threads.get(bulle.line.thread or "")
            if root is not None:
                root[1].append(bulle)
            else:
                threads[bulle.line.id] = (bulle, [])
        return list(threads.values())

    def _meetings(self, panneau: Panneau) -> tuple[str, ...]:
        """The rooms opened for the person of a private panel to meet somebody."""
        private = panneau.room.startswith(DIRECT)
        return tuple(room for room, _ in self._platform.meetings_of(panneau.qui)) if private else ()

    def _where(self, panneau: Panneau, message: str) -> tuple[str, str | None]:
        """The room and the thread of an answer to `message`; what is answered to a meeting is said in it."""
        for room in self._meetings(panneau):
            if any(bubble.line.id == message for bubble in self._platform.bubbles(room)):
                return room, None
        return panneau.room, message or None

    def _panneau(self, request: web.Request) -> Panneau:
        panneau = _BY_KEY.get(request.match_info["panneau"])
        if panneau is None:
            raise web.HTTPNotFound(text="Ce salon n’existe pas.")
        return panneau


def _bulles(bubbles: Sequence[Bubble]) -> list[Bulle]:
    """Only the robot's last message of a thread, or of a direct conversation, offers its words as buttons."""
    last = {_place(bubble): bubble.line.number for bubble in bubbles}
    shown = []
    for bubble in bubbles:
        robot = bubble.line.author == ROBOT
        offers = robot and last[_place(bubble)] == bubble.line.number
        thread = bubble.line.thread or ("" if bubble.line.room.startswith(DIRECT) else bubble.line.id)
        offers = offers and not bubble.line.room.startswith(RENCONTRE)
        shown.append(Bulle(bubble, robot, _mots(bubble.text) if offers else (), thread))
    return shown


def _place(bubble: Bubble) -> str:
    if bubble.line.room.startswith(DIRECT):
        return bubble.line.room
    return bubble.line.thread or bubble.line.id


def _position(request: web.Request) -> int:
    raw = request.headers.get("Last-Event-ID") or request.query.get("depuis", "0")
    return int(raw) if raw.isdigit() else 0


def _event(name: str, html: str, id: int) -> bytes:
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"event: {name}\nid: {id}\n{lines}\n".encode()


def _done(request: web.Request) -> web.Response:
    """Nothing to swap for htmx; back to the page for a browser without JavaScript."""
    if request.headers.get("HX-Request"):
        return web.Response(status=204)
    raise web.HTTPSeeOther("/")


def _mots(text: str) -> tuple[str, ...]:
    """The words a person may answer with: the bold ones of the robot's last line."""
    last = text.strip().rsplit("\n", 1)[-1]
    return tuple(word for word in _BOLD.findall(last) if len(word) <= MAX_WORD and not word.startswith("n°"))
