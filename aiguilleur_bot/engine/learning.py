"""What an answer teaches: phrases people let us keep, and what became of communs. In the transaction that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue import model, state
from aiguilleur_bot.dialogue.rewording import ERASED
from aiguilleur_bot.engine.postbox import Scene
from aiguilleur_bot.store import apprentissages
from aiguilleur_bot.store.apprentissages import Phrase, fingerprint
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.vocabulary import Confirmation, Etat

_HELPED = ("oui", "un-peu")


@dataclass(frozen=True, slots=True)
class Learning:
    """Keeps what may be learned. `key` is the key of the pseudonyms: fingerprints of phrases need it too."""

    key: bytes

    async def learn(self, scene: Scene, effect: model.KeepPhrase | model.CountUsage) -> None:
        """A phrase that its person lets us keep, or something to count."""
        tx, now = scene.postbox.tx, scene.postbox.now
        if isinstance(effect, model.CountUsage):
            await apprentissages.count(tx, now.date(), effect.commun, effect.usage, effect.au_lieu_de)
            return
        phrase = Phrase(
            empreinte=fingerprint(self.key, effect.commun, effect.texte),
            commun=effect.commun,
            premier=effect.premier,
            texte=effect.texte,
            comment=Confirmation.CHOIX,
            personne=scene.personne.id,
        )
        await apprentissages.propose(tx, phrase, now)

    async def followed_up(self, scene: Scene, commun: str | None, avance: str) -> None:
        """It moved forward: what they said is worth more. It did not: it is worth nothing."""
        if commun is None:
            return
        tx, person = scene.postbox.tx, scene.personne.id
        if avance in _HELPED:
            await apprentissages.confirm(tx, person, commun, Confirmation.SUIVI)
        elif avance == "non":
            await apprentissages.deny(tx, person, commun)

    async def unsaid(self, scene: Scene) -> None:
        """The message that opened the conversation is gone: so is the phrase kept from it."""
        if scene.line.etat is not None and (said := state.load(scene.line.etat).texte):
            await apprentissages.forget(scene.postbox.tx, scene.personne.id, said)


async def served_by(tx: Transaction, key: bytes, known: Besoin, commun: str, now: datetime) -> bool:
    """Whoever followed a besoin says which commun served it: its words, already passed on with a yes, are proposed.

    False when there is nothing to propose: somebody in trouble, a besoin withdrawn or erased, the same phrase again.
    """
    if known.demandeur is None or known.texte in ("", ERASED) or known.coup_dur or known.etat == Etat.ANNULEE:
        return False
    phrase = Phrase(
        empreinte=fingerprint(key, commun, known.texte),
        commun=commun,
        premier=known.proposes[0] if known.proposes else None,
        texte=known.texte,
        comment=Confirmation.AIGUILLEUR,
        personne=known.demandeur,
    )
    return await apprentissages.propose(tx, phrase, now)
