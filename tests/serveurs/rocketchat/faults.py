"""What goes wrong, on demand: in the answers, on the sockets, in the frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from serveurs.rocketchat.values import Doc

if TYPE_CHECKING:
    from serveurs.rocketchat.session import Session

RestFault = Literal["lost", "refused", "502", "500", "html", "429", "401", "hang"]
SocketFault = Literal["refused", "502", "mute", "cut"]


@dataclass
class _Plan:
    where: str
    fault: str
    times: int
    after: float = 0.0


@dataclass
class Faults:
    """Faults meet the account of the bot (role `bot`) only, unless `everybody` is set: the others are there to judge.

    Every plan is used up; `heal` forgets what is left of them.
    """

    everybody: bool = False
    met: list[str] = field(default_factory=list)
    _rest: list[_Plan] = field(default_factory=list)
    _sockets: list[_Plan] = field(default_factory=list)
    _frames: list[str] = field(default_factory=list)
    _before_ready: list[Callable[[], object]] = field(default_factory=list)
    ready_after: float = 0.0

    # -------------------------------------------------------- plans

    def rest(self, endpoint: str, fault: RestFault, times: int = 1, after: float = 1.0) -> None:
        """The next `times` calls of `endpoint` ("chat.sendMessage", or "" for any) meet `fault`.

        lost: done, but its answer never comes back. refused: cut before it is done. 429: wait `after` seconds.
        """
        self._rest.append(_Plan(endpoint, fault, times, after))

    def socket(self, fault: SocketFault, times: int = 1) -> None:
        """The next `times` WebSocket connections: reset, answered 502, mute, or cut at login."""
        self._sockets.append(_Plan("", fault, times))

    def frames(self, *what: Literal["drop", "twice", "later"]) -> None:
        """What befalls the next stream frames, one each. later: it comes after the one that follows it."""
        self._frames += what

    def before_ready(self, *happens: Callable[[], object]) -> None:
        """Run when a subscription to messages arrives, before it counts: in the gap between login and `ready`."""
        self._before_ready += happens

    def heal(self) -> None:
        self._rest.clear()
        self._sockets.clear()
        self._frames.clear()
        self._before_ready.clear()
        self.ready_after = 0.0

    # -------------------------------------------------------- met by the server

    def befalls(self, user: Doc | None) -> bool:
        return self.everybody or (user is not None and "bot" in user["roles"])

    def of_call(self, endpoint: str, user: Doc | None) -> _Plan | None:
        return self._taken(self._rest, endpoint) if self.befalls(user) else None

    def of_socket(self) -> str:
        """Nobody is known yet when a socket opens: whoever comes next meets it."""
        plan = self._taken(self._sockets, "")
        return plan.fault if plan else ""

    def of_frame(self, frame: Doc, session: Session) -> Iterable[Doc]:
        """The frames that leave now in the place of this one."""
        if not self.befalls(session.user):
            return (frame,)
        held, session.held = session.held, None
        rest = () if held is None else (held,)
        if not self._frames:
            return (frame, *rest)
        what = self._frames.pop(0)
        self.met.append(f"frame {what}")
        if what == "drop":
            return rest
        if what == "twice":
            return (frame, frame, *rest)
        session.held = frame
        return rest

    def of_gap(self, user: Doc | None) -> None:
        if self.befalls(user):
            happens, self._before_ready = self._before_ready, []
            for one in happens:
                self.met.append("gap")
                one()

    def _taken(self, plans: list[_Plan], where: str) -> _Plan | None:
        for plan in plans:
            if plan.times > 0 and plan.where in {"", where}:
                plan.times -= 1
                self.met.append(f"{plan.fault} {where}".strip())
                return plan
        return None
