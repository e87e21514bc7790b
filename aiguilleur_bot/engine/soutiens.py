"""« moi aussi » and « prévenez-moi », from a decision to rows and back."""

from __future__ import annotations

from aiguilleur_bot.dialogue.apports import KeepSoutien, WithdrawSoutien
from aiguilleur_bot.dialogue.model import ManqueVu
from aiguilleur_bot.engine.postbox import Scene
from aiguilleur_bot.needs.manques import Compte, Filtre, Soutien
from aiguilleur_bot.store import accords, besoins, lieux, manques, soutiens
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne


async def keep_soutien(scene: Scene, effect: KeepSoutien | WithdrawSoutien, key: bytes) -> None:
    """« moi aussi », counted with the region and place they said, if they did; « prévenez-moi » keeps their account."""
    tx, now, who = scene.postbox.tx, scene.postbox.now, scene.personne.id
    if isinstance(effect, WithdrawSoutien):
        await soutiens.unsay(tx, who, effect.numero)
        if not await soutiens.waits(tx, who):
            await accords.withdraw(tx, who, accords.RETOUR)
        return
    if not await manques.is_unmet(tx, effect.numero):
        return
    theirs, place = await lieux.of_person(tx, who), await lieux.key_of(tx, key, who)
    genre, region = Soutien(effect.genre), theirs.region if theirs is not None else None
    await soutiens.say(tx, effect.numero, who, genre, region=region, lieu_cle=place, now=now)
    if genre is Soutien.PREVENIR:
        await accords.give(tx, who, accords.RETOUR, now, now + accords.RETOUR_FOR)


async def seen_manque(tx: Transaction, person: Personne, numero: int) -> ManqueVu | None:
    """What anybody may know of an unmet besoin; None for one that is none, or somebody's trouble."""
    known = await besoins.get(tx, numero)
    if known is None or not await manques.is_unmet(tx, numero):
        return None
    asked = await manques.demand(tx, Filtre(compte=Compte.MANQUE, numero=numero))
    said = await soutiens.said(tx, person.id, numero)
    mine = known.demandeur == person.id
    return ManqueVu(numero, asked.personnes, mien=mine, dits=frozenset(one.value for one in said))
