"""« oublie-moi »: everything held about a person is erased, on every table, in one transaction."""

from __future__ import annotations

from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.postbox import Scene
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff.states import BesoinEvent
from aiguilleur_bot.store import besoins, droits, envois, personnes, vie
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.vocabulary import OPEN_STATES, Motif

LONG_ENOUGH = 16
"""Shorter words may be anybody's: what others say is never held back for them. In characters."""


async def withdraw_besoin(scene: Scene, known: Besoin) -> None:
    """The person of `scene` withdraws their open besoin. Raises store.conversations.Stale."""
    await vie.advance(
        scene.postbox.tx,
        known,
        BesoinEvent.ANNULER,
        now=scene.postbox.now,
        qui=scene.personne.id,
        pourquoi="retirer",
        motif=Motif.DEMANDE_RETIREE,
    )


async def forget(voice: Renderer, cards: Cards, meetings: Meetings, scene: Scene) -> None:
    """Withdraw their open besoins, tell whoever holds one, take the cards back, then erase, as the register says.

    The number, region, action and dates of a besoin stay, to count. What the person held as an aiguilleur goes
    back to the group. What still waits to be said and holds their words or their account never is.
    """
    tx, person = scene.postbox.tx, scene.personne
    await meetings.forget(scene.postbox, person.id)
    await envois.unsay(tx, person.id, await _said_of(tx, person))
    for known in await besoins.of_person(tx, person.id):
        if known.etat in OPEN_STATES:
            await withdraw_besoin(scene, known)
            await _tell_holder(voice, scene, known)
        await meetings.end(scene.postbox, known, "oubli")
        await cards.withdraw(scene.postbox, known.numero, prefixe="oubli:")
    held = await besoins.held_by(tx, person.id)
    for one in held:
        freed = await vie.release(tx, one, now=scene.postbox.now, pourquoi="oubli")
        await cards.update(scene.postbox, freed, prefixe=f"oubli:{one.numero}:", par=None, le=None)
    await droits.forget(tx, person.id)


async def _said_of(tx: Transaction, person: Personne) -> list[str]:
    """What only this person's messages hold: their account, and words long enough to be nobody else's."""
    words = droits.words_of(await droits.held(tx, person.id))
    return [*((person.compte,) if person.compte else ()), *(said for said in words if len(said) >= LONG_ENOUGH)]


async def _tell_holder(voice: Renderer, scene: Scene, known: Besoin) -> None:
    holder = await personnes.get(scene.postbox.tx, known.prise_par) if known.prise_par else None
    if holder is not None and holder.id != scene.personne.id:
        body = voice.render("besoin_oublie", {"numero": known.numero})
        await scene.postbox.private(f"oubli:tenu:{known.numero}", holder, body)
