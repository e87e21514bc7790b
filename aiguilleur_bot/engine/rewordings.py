"""What was passed on follows the message it came from: an edit is proposed, a deletion done and its holder told."""

from __future__ import annotations

from aiguilleur_bot.dialogue.besoin_words import besoin_words
from aiguilleur_bot.dialogue.events import MessageDeleted, MessageEdited
from aiguilleur_bot.dialogue.rewording import ERASED
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.platforms.base import Edition, Inbound
from aiguilleur_bot.store import apprentissages, besoins, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.vocabulary import OPEN_STATES


async def follow(postbox: Postbox, askers: Askers, known: Besoin, event: Inbound) -> None:
    """The message that `known` came from was edited (`event`), or deleted. Raises store.conversations.Stale."""
    if isinstance(event, Edition):
        await _edited(postbox, askers, known, besoin_words(event.text), event.target)
    else:
        await _deleted(postbox, askers, known)


async def _edited(postbox: Postbox, askers: Askers, known: Besoin, words: str, message: str) -> None:
    """An open besoin is in somebody's hands: its person decides. A closed one only follows."""
    if not words or words == known.texte:
        return
    if known.etat not in OPEN_STATES:
        await besoins.reword(postbox.tx, known.numero, words, postbox.now, message=message)
        return
    event = MessageEdited(known.numero, words, known.coup_dur)
    await askers.tell(postbox, known, event, prefixe="modifie:")


async def _deleted(postbox: Postbox, askers: Askers, known: Besoin) -> None:
    tx, now = postbox.tx, postbox.now
    still_open = known.etat in OPEN_STATES
    await besoins.reword(tx, known.numero, ERASED if still_open else "", now, message=None)
    if known.demandeur is not None:
        await apprentissages.forget(tx, known.demandeur, known.texte)
    changed = await besoins.get(tx, known.numero) or known
    holder = await personnes.get(tx, known.prise_par) if known.prise_par else None
    cards, voice = askers.effects.cards, askers.effects.voice
    by = holder.compte if holder else None
    await cards.update(postbox, changed, prefixe="efface:", par=by, le=known.prise_le)
    if holder is not None and still_open:
        await postbox.private("efface:tenu", holder, voice.render("besoin_efface", {"numero": known.numero}))
    event = MessageDeleted(known.numero, still_open, known.coup_dur)
    await askers.tell(postbox, known, event, prefixe="efface:")
