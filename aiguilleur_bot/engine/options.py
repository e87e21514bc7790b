"""Everything an operator may set, as the engine needs it. Built by `app.py` from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from aiguilleur_bot.handoff.availability import RINGS_A_DAY, Quiet
from aiguilleur_bot.handoff.rounds import Delays
from aiguilleur_bot.vocabulary import Action

Role = Literal["entraide", "aiguilleurs", "coordination"]


@dataclass(frozen=True, slots=True)
class SalonOption:
    """A room of the settings. `nom` is what `Join.configured_as` says when the bot is in it; `region` an INSEE code."""

    plateforme: str
    nom: str
    role: Role = "entraide"
    region: str | None = None
    ecoute: Literal["mention", "invite", "silence"] = "mention"


@dataclass(frozen=True, slots=True)
class AiguilleurOption:
    """A human who takes handoffs: one account a platform. Empty `regions` or `actions` mean all of them.

    `coordonne`: asked when nobody took a besoin in time. `communs` are those they know.
    """

    comptes: Mapping[str, str]
    regions: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    plafond: int = 3
    coordonne: bool = False
    communs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`pages` is where people open our pages, without a slash at the end; empty while they are not published.

    `key` is the key of the pseudonyms (16 bytes or more), `old_keys` those of before, still there (store.epoques);
    `source` where the source code of the bot is (AGPL §13).

    `backlog_after`: older than this when heard, an event is backlog, and the rate limit does not count it.
    `look_first_after`: an outbound decided longer ago is looked for on the server before it is sent (Matrix forgets
    transaction ids after 24 h). `attempts`: tries before an event is parked.
    """

    key: bytes
    old_keys: tuple[bytes, ...] = ()
    salons: tuple[SalonOption, ...] = ()
    aiguilleurs: tuple[AiguilleurOption, ...] = ()
    nom_du_reseau: str = ""
    source: str = ""
    pages: str = ""
    messages_per_minute: int = 10
    backlog_after: timedelta = timedelta(minutes=2)
    delays: Delays = field(default_factory=Delays)
    quiet: Quiet = field(default_factory=Quiet)
    rings_a_day: int = RINGS_A_DAY
    kept_for: timedelta = timedelta(days=7)
    look_first_after: timedelta = timedelta(hours=20)
    attempts: int = 4
    parallel: int = 8
    tick: timedelta = timedelta(seconds=5)
    silence: timedelta = timedelta(minutes=3)
    cleaning_period: timedelta = timedelta(hours=1)
    patience: timedelta = timedelta(seconds=10)
    _by_name: Mapping[tuple[str, str], SalonOption] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.key) < 16:
            raise ValueError("la clé des pseudonymes doit avoir 16 octets au moins")
        object.__setattr__(self, "_by_name", {(salon.plateforme, salon.nom): salon for salon in self.salons})

    def salon(self, plateforme: str, nom: str | None) -> SalonOption | None:
        """What the settings say of a room, by its name there."""
        return self._by_name.get((plateforme, nom)) if nom is not None else None

    def coordinates(self, plateforme: str, compte: str) -> bool:
        """Whether this account is one of a coordinator of the settings."""
        return any(one.coordonne and one.comptes.get(plateforme) == compte for one in self.aiguilleurs)

    def is_aiguilleur(self, plateforme: str, compte: str) -> bool:
        """Whether this account is one of an aiguilleur of the settings."""
        return any(aiguilleur.comptes.get(plateforme) == compte for aiguilleur in self.aiguilleurs)
