"""« oublie-moi »: everything held about a person is erased, on every table, in one transaction."""

from __future__ import annotations

from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.postbox import Scene, private_queue
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff.states import OPEN_STATES, BesoinEvent, transition
from aiguilleur_bot.store import besoins, envois, journal, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.vocabulary import Etat, Motif


async def withdraw_besoin(scene: Scene, known: Besoin) -> None:
    """The person of `scene` withdraws their open besoin. Raises store.conversations.Stale."""
    await besoins.move(
        scene.postbox.tx,
        known,
        transition(Etat(known.etat), BesoinEvent.ANNULER),
        now=scene.postbox.now,
        qui=scene.personne.id,
        pourquoi="retirer",
        motif=Motif.DEMANDE_RETIREE,
    )


async def forget(voice: Renderer, cards: Cards, scene: Scene) -> None:
    """Withdraw their open besoins, tell whoever holds one, take the cards back, then erase.

    The number, region, action and dates of a besoin stay, to count. What the person held as an aiguilleur goes
    back to the group.
    """
    tx, person = scene.postbox.tx, scene.personne
    for known in await besoins.of_person(tx, person.id):
        if known.etat in OPEN_STATES:
            await withdraw_besoin(scene, known)
            await _tell_holder(voice, scene, known)
        await cards.withdraw(scene.postbox, known.numero, prefixe="oubli:")
    await besoins.forget(tx, person.id)
    for held in await besoins.held_by(tx, person.id):
        await besoins.release(tx, held, now=scene.postbox.now, pourquoi="oubli")
        freed = await besoins.get(tx, held.numero) or held
        await cards.update(scene.postbox, freed, prefixe=f"oubli:{held.numero}:", par=None, le=None)
    await envois.forget(tx, person.id, private_queue(person.id))
    await journal.forget(tx, person.id, scene.event_id, scene.postbox.now)
    await personnes.forget(tx, person.id)


async def _tell_holder(voice: Renderer, scene: Scene, known: Besoin) -> None:
    holder = await personnes.get(scene.postbox.tx, known.prise_par) if known.prise_par else None
    if holder is not None and holder.id != scene.personne.id:
        body = voice.render("besoin_oublie", {"numero": known.numero})
        await scene.postbox.private(f"oubli:tenu:{known.numero}", holder, body)
