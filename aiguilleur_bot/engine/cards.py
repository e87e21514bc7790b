"""The cards that show a besoin to the aiguilleurs: in their rooms, ringing up to three of them, or in private."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.options import AiguilleurOption, Options, Role
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff import routing
from aiguilleur_bot.handoff.availability import ALWAYS
from aiguilleur_bot.platforms.base import Say
from aiguilleur_bot.store import besoins, personnes, salons, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Action

_log = logger("cartes")


@dataclass(frozen=True, slots=True)
class Cards:
    """Shows besoins. `name` gives the name of a commun by its id; `active` are the platforms we speak on."""

    options: Options
    voice: Renderer
    name: Callable[[str], str]
    active: Sequence[str]

    async def announce(self, postbox: Postbox, besoin: Besoin) -> None:
        """Tell the aiguilleurs; told again later, it rings those least recently called.

        When there is nobody to tell, no card is made and operators are warned. A "coup dur" goes to two people in
        private, and shows no words in any room.
        """
        candidates = await self._candidates(postbox)
        urgent = besoin.appui == "coup-dur"
        chosen = routing.choose(
            [candidate for candidate, _ in candidates],
            routing.Wanted(
                region=besoin.region,
                action=Action(besoin.action) if besoin.action else None,
                coup_dur=urgent,
                excluded=await vie.passed(postbox.tx, besoin.numero),
            ),
            postbox.now,
        )
        by_person = {candidate.personne: option for candidate, option in candidates}
        called = [by_person[ring.personne] for ring in chosen]
        for ring in chosen:
            await personnes.served(postbox.tx, ring.personne, postbox.now)
        rooms = await self._rooms(postbox, besoin.region)
        told = 0
        if urgent or not rooms:
            told = await self._privately(postbox, besoin, called)
        if not urgent or told < routing.RINGS_COUP_DUR:
            told += await self._in_rooms(postbox, besoin, rooms, called)
        if not told:
            _log.error("personne_a_prevenir", numero=besoin.numero, conseil="configurez un salon de rôle aiguilleurs")

    async def passed(self, postbox: Postbox, besoin: Besoin) -> None:
        """Somebody let it go: whoever was not called for it yet is, in private."""
        without = await vie.passed(postbox.tx, besoin.numero)
        found = [(one, option) for one, option in await self._candidates(postbox) if one.personne not in without]
        never = [one for one, _ in found if one.servi_le is None or one.servi_le < besoin.cree_le]
        wanted = routing.Wanted(besoin.region, Action(besoin.action) if besoin.action else None)
        for ring in routing.choose(never, wanted, postbox.now)[:1]:
            await personnes.served(postbox.tx, ring.personne, postbox.now)
            await self._privately(postbox, besoin, [option for one, option in found if one.personne == ring.personne])

    async def update(
        self, postbox: Postbox, besoin: Besoin, *, prefixe: str, par: str | None, le: datetime | None
    ) -> None:
        """Edit every card in place, silently: taken (`par`, `le`), withdrawn, or reworded."""
        for index, card in enumerate(await besoins.cards(postbox.tx, besoin.numero)):
            words = besoin.texte if card.personne or besoin.appui != "coup-dur" else ""
            body = self.voice.render("carte", self._data(besoin, words, par=par, le=le))
            await postbox.edit(f"{prefixe}carte:{index}", card.envoi, body)

    async def withdraw(self, postbox: Postbox, numero: int, *, prefixe: str) -> None:
        """Take every card back: the person asked to be forgotten."""
        for index, card in enumerate(await besoins.cards(postbox.tx, numero)):
            await postbox.withdraw(f"{prefixe}carte-retrait:{numero}:{index}", card.envoi)

    # ------------------------------------------------------------ inside

    async def _candidates(self, postbox: Postbox) -> list[tuple[routing.Candidate, AiguilleurOption]]:
        found = []
        for option in self.options.aiguilleurs:
            account = self._account(option)
            if account is None:
                continue
            person = pseudonym(self.options.key, *account)
            known = await personnes.meet(postbox.tx, person, *account, postbox.now)
            loads = await besoins.loads(postbox.tx, (person,))
            candidate = routing.Candidate(
                personne=person,
                regions=frozenset(option.regions),
                actions=frozenset(option.actions),
                charge=loads.get(person, 0),
                plafond=option.plafond,
                servi_le=known.servi_le,
                disponible=ALWAYS,
            )
            found.append((candidate, option))
        return found

    def _account(self, option: AiguilleurOption) -> tuple[str, str] | None:
        """The first account of an aiguilleur on a platform we speak on."""
        return next(((name, option.comptes[name]) for name in self.active if name in option.comptes), None)

    async def _rooms(self, postbox: Postbox, region: str | None) -> list[salons.Salon]:
        """The rooms of the aiguilleurs of the region; else of all aiguilleurs; else the coordination."""
        joined = [(room, self.options.salon(room.plateforme, room.nom)) for room in await salons.named(postbox.tx)]

        def having(role: Role, wanted: str | None) -> list[salons.Salon]:
            return [
                room
                for room, option in joined
                if option is not None and option.role == role and wanted in (None, option.region)
            ]

        nearest = having("aiguilleurs", region) if region else []
        return nearest or having("aiguilleurs", None) or having("coordination", region) or having("coordination", None)

    async def _privately(self, postbox: Postbox, besoin: Besoin, called: Sequence[AiguilleurOption]) -> int:
        told = 0
        for index, option in enumerate(called):
            account = self._account(option)
            if account is None:
                continue
            person = await personnes.meet(postbox.tx, pseudonym(self.options.key, *account), *account, postbox.now)
            body = self.voice.render("carte", self._data(besoin, besoin.texte))
            sent = await postbox.private(f"carte-privee:{besoin.numero}:{index}", person, body)
            if sent is not None:
                await besoins.show(
                    postbox.tx,
                    envoi_id=sent,
                    numero=besoin.numero,
                    plateforme=person.plateforme,
                    salon=None,
                    personne=person.id,
                )
                told += 1
        return told

    async def _in_rooms(
        self, postbox: Postbox, besoin: Besoin, rooms: Sequence[salons.Salon], called: Sequence[AiguilleurOption]
    ) -> int:
        words = "" if besoin.appui == "coup-dur" else besoin.texte
        body = self.voice.render("carte", self._data(besoin, words))
        for room in rooms:
            accounts = (option.comptes.get(room.plateforme) for option in called)
            mentions = tuple(account for account in accounts if account is not None)

            def say(id: str, room: str = room.salon, mentions: tuple[str, ...] = mentions) -> Say:
                return Say(id=id, body=body, room=room, rings=True, mentions=mentions)

            part = f"carte:{besoin.numero}:{room.plateforme}:{room.salon}"
            sent = await postbox.in_room(part, room.plateforme, say, file=f"{room.salon}#carte:{besoin.numero}")
            await besoins.show(
                postbox.tx,
                envoi_id=sent,
                numero=besoin.numero,
                plateforme=room.plateforme,
                salon=room.salon,
                personne=None,
            )
        return len(rooms)

    def _data(
        self, besoin: Besoin, words: str, *, par: str | None = None, le: datetime | None = None
    ) -> dict[str, Value]:
        return {
            "numero": besoin.numero,
            "etat": besoin.etat,
            "region": besoin.region_nom or "",
            "recu_le": besoin.cree_le.isoformat(),
            "texte": words,
            "coup_dur": besoin.appui == "coup-dur",
            "stade": besoin.maturite or "",
            "proposes": tuple(self.name(commun) for commun in besoin.proposes),
            "par": par or "",
            "le": le.isoformat() if le else "",
            "relance": besoin.relance,
        }
