"""What people bring, from a decision to rows and back: consents, drafts, corrections, places."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from aiguilleur_bot.dialogue import apports
from aiguilleur_bot.dialogue.apports import EASES, STAGES, Aisance, Apport, Lieu, ReferentConnu, Stade, ends_on
from aiguilleur_bot.dialogue.typography import PARIS
from aiguilleur_bot.engine.postbox import Scene
from aiguilleur_bot.engine.soutiens import keep_soutien
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import brouillons, lieux, referents, signalements
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.vocabulary import Portee


async def keep(scene: Scene, effect: Apport, key: bytes) -> None:
    """Carry out what a person who brings something decided. `key` is that of the pseudonyms: places need it too."""
    tx, now, who = scene.postbox.tx, scene.postbox.now, scene.personne
    match effect:
        case apports.KeepReferent():
            consent = _consent(effect, who, now)
            for commun in effect.communs:
                await referents.agree(tx, who.id, commun, consent)
        case apports.RenewReferent():
            await referents.renew(tx, who.id, effect.communs, now=now, until=end_of_consent(now))
        case apports.RemoveReferent() | apports.DeclineInvitation():
            await referents.refuse(tx, who.id, effect.communs)
        case apports.KeepBrouillon():
            said = brouillons.Proposed(
                nom=effect.nom, lien=effect.lien, usage=effect.usage, contact=effect.contact, accord=effect.accord
            )
            await brouillons.add(tx, who.id, said, now, scene.event_id)
        case apports.ReportFiche():
            await signalements.add(tx, who.id, effect.commun, effect.mots, now, scene.event_id)
        case apports.KeepLieu():
            await lieux.keep(tx, who.id, _row(effect.lieu), now)
        case apports.ForgetLieu():
            await lieux.forget(tx, who.id)
        case apports.KeepSoutien() | apports.WithdrawSoutien():
            await keep_soutien(scene, effect, key)


def end_of_consent(moment: datetime) -> datetime:
    """The last second, in France, of the day on which a consent given now ends."""
    return datetime.combine(ends_on(moment), time(23, 59, 59), ZoneInfo(PARIS))


async def known_referents(tx: Transaction, who: str) -> tuple[ReferentConnu, ...]:
    """What is held of a person as a referent, in the words of the dialogue."""
    return tuple(
        ReferentConnu(
            commun=one.commun,
            etat=one.etat,
            nom=one.nom_affiche or "",
            contact=one.contact or "",
            portee=Portee(one.portee),
            consenti_le=one.consenti_le,
            expire_le=one.expire_le,
        )
        for one in await referents.of_person(tx, who)
    )


async def known_lieu(tx: Transaction, who: str, base: Base) -> Lieu | None:
    """What a person said of their place, in the words of the dialogue."""
    row = await lieux.of_person(tx, who)
    if row is None:
        return None
    where = base.region(row.region) if row.region else None
    stade: Stade = next((one for one in STAGES if one == row.stade), "")
    aisance: Aisance = next((one for one in EASES if one == row.aisance), "")
    return Lieu(row.commune or "", where, stade, aisance)


def _consent(effect: apports.KeepReferent, who: Personne, now: datetime) -> referents.Consent:
    return referents.Consent(
        nom=effect.nom,
        contact=effect.contact,
        portee=effect.portee,
        texte_version=effect.texte_version,
        canal=f"direct {who.plateforme}"[:20],
        le=now,
        expire_le=end_of_consent(now),
    )


def _row(said: Lieu) -> lieux.LieuRow:
    region = said.territoire.region if said.territoire is not None else None
    return lieux.LieuRow(said.commune or None, region, said.stade or None, said.aisance or None)
