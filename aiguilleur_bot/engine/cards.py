"""The cards that show a besoin to the aiguilleurs: in their rooms, to the coordinators, or to one person in private."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.options import Options, Role
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.engine.team import Member
from aiguilleur_bot.platforms.base import Say
from aiguilleur_bot.store import besoins, salons
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.store.salons import Salon

Entete = Literal["", "encore", "retour", "coordination"]
"""Why a card comes: new, still nobody, given back to the group, or for the coordinators."""


@dataclass(frozen=True, slots=True)
class Cards:
    """Shows besoins. `name` gives the name of a commun by its id."""

    options: Options
    voice: Renderer
    name: Callable[[str], str]

    async def in_rooms(
        self,
        postbox: Postbox,
        besoin: Besoin,
        rooms: Sequence[Salon],
        called: Sequence[Member],
        entete: Entete = "",
    ) -> None:
        """Show it in `rooms`, ringing `called` by name there. The words of somebody in trouble are in no room."""
        words = "" if besoin.coup_dur else besoin.texte
        body = self.voice.render("carte", self._data(besoin, words, entete=entete))
        for room in rooms:
            accounts = (member.comptes.get(room.plateforme) for member in called)
            mentions = tuple(account for account in accounts if account is not None)

            def say(id: str, room: str = room.salon, mentions: tuple[str, ...] = mentions) -> Say:
                return Say(id=id, body=body, room=room, rings=True, mentions=mentions)

            part = f"carte{entete}:{besoin.numero}:{room.plateforme}:{room.salon}"
            sent = await postbox.in_room(part, room.plateforme, say, file=f"{room.salon}#carte:{besoin.numero}")
            await besoins.show(
                postbox.tx,
                envoi_id=sent,
                numero=besoin.numero,
                plateforme=room.plateforme,
                salon=room.salon,
                personne=None,
            )

    async def privately(self, postbox: Postbox, besoin: Besoin, person: Personne, entete: Entete = "") -> bool:
        """Show it to one person, words included. False when they cannot be written to any more."""
        body = self.voice.render("carte", self._data(besoin, besoin.texte, entete=entete))
        sent = await postbox.private(f"carte-privee:{besoin.numero}:{person.id}", person, body)
        if sent is None:
            return False
        await besoins.show(
            postbox.tx,
            envoi_id=sent,
            numero=besoin.numero,
            plateforme=person.plateforme,
            salon=None,
            personne=person.id,
        )
        return True

    async def update(
        self, postbox: Postbox, besoin: Besoin, *, prefixe: str, par: str | None, le: datetime | None
    ) -> None:
        """Edit every card in place, silently: taken (`par`, `le`), withdrawn, or reworded."""
        for index, card in enumerate(await besoins.cards(postbox.tx, besoin.numero)):
            words = besoin.texte if card.personne or not besoin.coup_dur else ""
            body = self.voice.render("carte", self._data(besoin, words, par=par, le=le))
            await postbox.edit(f"{prefixe}carte:{index}", card.envoi, body)

    async def withdraw(self, postbox: Postbox, numero: int, *, prefixe: str) -> None:
        """Take every card back: the person asked to be forgotten."""
        for index, card in enumerate(await besoins.cards(postbox.tx, numero)):
            await postbox.withdraw(f"{prefixe}carte-retrait:{numero}:{index}", card.envoi)

    # ------------------------------------------------------------ rooms

    async def rooms(self, postbox: Postbox, region: str | None) -> list[Salon]:
        """The rooms of the aiguilleurs of the region; else of all aiguilleurs; else the coordination."""
        nearest = await self._having(postbox, "aiguilleurs", region) if region else []
        others = nearest or await self._having(postbox, "aiguilleurs", None)
        return others or await self.coordination(postbox, region)

    async def coordination(self, postbox: Postbox, region: str | None, *, everywhere: bool = False) -> list[Salon]:
        """The rooms of the coordinators of the region, else of all of them; all of them when `everywhere`."""
        nearest = [] if everywhere else await self._having(postbox, "coordination", region)
        return nearest or await self._having(postbox, "coordination", None)

    async def _having(self, postbox: Postbox, role: Role, region: str | None) -> list[Salon]:
        joined = [(room, self.options.salon(room.plateforme, room.nom)) for room in await salons.named(postbox.tx)]
        return [
            room
            for room, option in joined
            if option is not None and option.role == role and region in (None, option.region)
        ]

    # ------------------------------------------------------------ inside

    def _data(
        self,
        besoin: Besoin,
        words: str,
        *,
        entete: Entete = "",
        par: str | None = None,
        le: datetime | None = None,
    ) -> dict[str, Value]:
        return {
            "numero": besoin.numero,
            "etat": besoin.etat,
            "region": besoin.region_nom or "",
            "recu_le": besoin.cree_le.isoformat(),
            "texte": words,
            "coup_dur": besoin.coup_dur,
            "stade": besoin.maturite or "",
            "proposes": tuple(self.name(commun) for commun in besoin.proposes),
            "par": par or "",
            "le": le.isoformat() if le else "",
            "entete": entete,
        }
