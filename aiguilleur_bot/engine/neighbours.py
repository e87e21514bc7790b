"""What a yes or a no to meeting those with a near besoin does: nothing, a question to the other, or one room."""

from __future__ import annotations

from aiguilleur_bot.dialogue.model import AnswerNear, Value
from aiguilleur_bot.engine.meetings import Meetings, Place
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.store import besoins, personnes, rencontres, voisinages
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne


async def answered(postbox: Postbox, meetings: Meetings, effect: AnswerNear) -> None:
    """A yes asks the others, or puts together those who said yes already; a no is only kept."""
    tx, now = postbox.tx, postbox.now
    for autre in await voisinages.answer(tx, effect.numero, oui=effect.oui):
        if not effect.oui:
            continue
        if await voisinages.said(tx, autre, effect.numero) == voisinages.YES:
            await together(postbox, meetings, first=autre, other=effect.numero)
        else:
            await voisinages.propose(tx, autre, (effect.numero,), now)


async def together(postbox: Postbox, meetings: Meetings, *, first: int, other: int) -> None:
    """One room for the owner of `first`, who was asked before, and all those who said yes to them."""
    tx = postbox.tx
    people = [await _owner(tx, numero) for numero in (first, other)]
    present = [one for one in people if one is not None and one[1].compte]
    if len(present) < 2:
        return
    open_ones = [one for one in await rencontres.of_besoin(tx, first) if one.genre == "voisins"]
    part = f"voisins:{first}:{other}"
    if open_ones and (place := Place.of(open_ones[0])) is not None:
        guest = present[1][1]
        if all(one.personne != guest.id for one in await rencontres.people(tx, open_ones[0].id)):
            await rencontres.join(tx, open_ones[0].id, guest.id, "voisin")
            await meetings.add(postbox, part, place, guest)
        shown = present[1:]
    else:
        place = await meetings.open(postbox, part, tuple(person for _, person in present), 0)
        await rencontres.begin(
            tx,
            numero=first,
            genre="voisins",
            plateforme=place.plateforme,
            people={person.id: "voisin" for _, person in present},
            now=postbox.now,
            envoi=place.envoi,
        )
        shown = present
    said: tuple[Value, ...] = tuple({"compte": person.compte, "texte": known.texte} for known, person in shown)
    await meetings.say(postbox, place, f"{part}:debut", "rencontre_voisins", {"personnes": said})


async def _owner(tx: Transaction, numero: int) -> tuple[Besoin, Personne] | None:
    known = await besoins.get(tx, numero)
    owner = await personnes.get(tx, known.demandeur) if known is not None and known.demandeur else None
    return (known, owner) if known is not None and owner is not None else None
