"""What the bot knows right now: a base and the matching built on it, swapped together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import Loaded
from aiguilleur_bot.matching.advice import Shortlist
from aiguilleur_bot.matching.index.vectors import Encoder
from aiguilleur_bot.vocabulary import Ecoute, Nommes, Reponse, Territoire


class Matcher(Protocol):
    """The matching: thread-safe, deterministic, no I/O. `matching.engine.Matcher` is one."""

    @property
    def encoder(self) -> Encoder: ...

    def understand(
        self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> Reponse: ...

    def with_shortlist(
        self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> tuple[Reponse, Shortlist]: ...

    def likeness(self, text: str, others: Sequence[str]) -> tuple[float, ...]: ...

    def named(self, text: str) -> Nommes: ...


class Renderer(Protocol):
    """The voice: renders a prompt. `dialogue.voice.Voice` is one."""

    def render(self, modele: str, donnees: dict[str, Value]) -> str: ...


class Watcher(Protocol):
    """Watches the knowledge files. `knowledge.reload.FolderWatcher` is one."""

    def look(self) -> Loaded | None: ...


@dataclass(frozen=True, slots=True)
class Savoir:
    """One base, and the matching that was built on it."""

    base: Base
    matcher: Matcher


class CurrentSavoir:
    """Holds the current `Savoir`. `build_matcher` makes the matching of a new base (seconds: in a thread)."""

    def __init__(
        self, savoir: Savoir, *, watcher: Watcher | None = None, build_matcher: Callable[[Base], Matcher] | None = None
    ) -> None:
        self.savoir = savoir
        self.watcher = watcher
        self.build_matcher = build_matcher
