"""A small knowledge base made of real fiches, and a person who talks to the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from fiches import NOTHING_KNOWN

from aiguilleur_bot.dialogue.events import Event, Tap, Words
from aiguilleur_bot.dialogue.model import ContinueInDirect, Conversation, Effect, ReviseAnswer, Say, World
from aiguilleur_bot.dialogue.step import step
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.schema import Commun, Faq, Reseau
from aiguilleur_bot.vocabulary import (
    Action,
    BesoinCompris,
    Choix,
    Contact,
    Proposition,
    Question,
    Reponse,
    Suite,
    Territoire,
)

NOW = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)


def make_fiche(id: str, **changes: Any) -> Commun:
    """A fiche that knows almost nothing, as most do, with `changes`."""
    values: dict[str, Any] = {
        **NOTHING_KNOWN,
        "id": id,
        "nom": id.capitalize(),
        "usage": "réserver des salles",
        "en_bref": "salles, adhésions, factures",
        "resume": "Salles, adhésions et factures au même endroit.",
        "actions": ["gerer"],
        "couts": [{"libelle": "Le logiciel", "type": "inconnu"}],
        "releve_le": date(2026, 11, 21),
        "cadence_mois": 12,
        "sources": [{"champ": "*", "url": "https://exemple.org/source", "lu_le": date(2026, 11, 21)}],
    }
    return Commun.model_validate(values | changes)


FORUM = {
    "libelle": "fil d'entraide sur le forum des Tiers-Lieux",
    "type": "forum",
    "valeur": "https://forum.tiers-lieux.org/t/dokos/224",
    "source": "https://forum.tiers-lieux.org",
}
FICHES = {
    f.id: f
    for f in (
        make_fiche("dokos", contacts=[FORUM], sante={"niveau": "stable"}, alternatives=["nextcloud"]),
        make_fiche("nextcloud", usage="partager des fichiers", en_bref="agenda et fichiers partagés, plus simple"),
        make_fiche(
            "paheko",
            usage="tenir les comptes",
            contacts=[{**FORUM, "type": "courriel", "valeur": "contact@paheko.exemple"}],
            couts=[{"libelle": "Le logiciel", "type": "gratuit"}],
            temps_premier_essai="<1h",
        ),
        make_fiche("odoo"),
        make_fiche("movilab", usage="trouver des notes", actions=["documenter"]),
    )
}
FAQS = {
    "gerer-reservations": Faq(
        id="gerer-reservations",
        question="Comment réserver ?",
        action=Action.GERER,
        besoins=("outils-de-gestion",),
        avant_de_choisir="qui tiendra le planning à jour ?",
        reponse_courte="Le meilleur outil ne tient pas un planning tout seul : il faut quelqu'un.",
        questions_a_se_poser=("Qui ?", "Quand ?"),
        source="test",
        releve_le=date(2026, 11, 21),
    )
}
HDF = Territoire("32", "Hauts-de-France")
REUNION = Territoire("04", "La Réunion")
PLACES = {
    "59": (replace(HDF, lu="59"),),
    "nord": (replace(HDF, lu="Nord"),),
    "lille": (replace(HDF, lu="Lille"),),
    "saint-denis": (Territoire("11", "Île-de-France", "Saint-Denis"), replace(REUNION, lu="Saint-Denis")),
}
RESEAU = Reseau(
    id="reseau-hdf",
    nom="La Compagnie des Tiers-Lieux",
    echelle="regional",
    region="32",
    resume="Le réseau des Hauts-de-France.",
    site="https://compagnie.tiers-lieux.org",
    contacts=(),
    statut="actif",
    releve_le=date(2026, 11, 21),
    cadence_mois=6,
    sources=({"champ": "*", "url": "graine:000", "lu_le": date(2026, 11, 21)},),  # type: ignore[arg-type]
)


@dataclass(frozen=True)
class SmallSavoir:
    """The knowledge the dialogue asks for, by hand."""

    fiches: Mapping[str, Commun] = field(default_factory=lambda: FICHES)
    overdue: frozenset[str] = frozenset()

    def fiche(self, id: str) -> Commun:
        return self.fiches[id]

    def question(self, id: str) -> Faq:
        return FAQS[id]

    def reseau(self, territoire: Territoire | None) -> Reseau | None:
        return RESEAU if territoire is not None and territoire.region == "32" else None

    def contacts(self, commun_id: str, territoire: Territoire | None) -> tuple[Contact, ...]:
        own = tuple(Contact(c.libelle, c.type, c.valeur, c.source) for c in self.fiches[commun_id].contacts)
        reseau = self.reseau(territoire)
        return (*own, Contact(reseau.nom, "site", reseau.site or "")) if reseau else own

    def read_territoire(self, texte: str) -> tuple[Territoire, ...]:
        return next((found for name, found in PLACES.items() if name in texte.lower()), ())

    def needs_review(self, commun_id: str) -> bool:
        return commun_id in self.overdue


def found(*ids: str, faq: bool = True) -> Reponse:
    """An answer with these communs."""
    propositions = tuple(Proposition(c, c, 0.8, ("vos mots : salles, tableur",)) for c in ids)
    besoin = BesoinCompris("besoin", Action.GERER, 0.9, propositions)
    return Reponse(Suite.REPONSE, (besoin,), faq=("gerer-reservations",) if faq else ())


def asked() -> Reponse:
    """The closed question of transcript 2."""
    choix = (
        Choix("fichiers, agendas", ("nextcloud",)),
        Choix("ce qu'on apprend (notes, tutos)", ("movilab",)),
        Choix("du matériel", ("odoo",)),
        Choix("autre, ou je ne sais pas"),
    )
    return Reponse(Suite.QUESTION, question=Question("Pour bien comprendre, il s'agit de :", choix))


UNKNOWN = Reponse(Suite.INCONNU, (BesoinCompris("besoin", Action.DEVELOPPER, 0.1),))
ELSEWHERE = Reponse(Suite.HORS_PERIMETRE)
TROUBLE = Reponse(Suite.SENSIBLE)
CHAT = Reponse(Suite.IGNORE)


class Person:
    """Talks to the bot and keeps what was said, rendered. `direct` is their direct conversation once it exists."""

    def __init__(self, voice: Voice, *, direct: bool, **world: Any) -> None:
        self.voice = voice
        self.conversation = Conversation(direct=direct)
        self.direct: Conversation | None = None
        self.effects: tuple[Effect, ...] = ()
        self.base = World(maintenant=NOW, savoir=SmallSavoir(), numero=42, **world)

    def says(self, texte: str, reponse: Reponse | None = None, **world: Any) -> str:
        """The whole text answered here, several messages joined by a line of dashes."""
        return self.does(Words(texte), reponse, **world)

    def taps(self, cle: str) -> str:
        return self.does(Tap(cle))

    def does(self, event: Event, reponse: Reponse | None = None, **world: Any) -> str:
        now = replace(self.base, reponse=reponse, **world)
        self.conversation, self.effects = step(self.conversation, event, now)
        self.direct = next((e.conversation for e in self.effects if isinstance(e, ContinueInDirect)), self.direct)
        return self.heard("ici")

    def heard(self, where: str) -> str:
        """What the last turn said "ici" or in "direct"."""
        spoken = [e for e in self.effects if isinstance(e, ReviseAnswer) or (isinstance(e, Say) and e.ou == where)]
        return "\n---\n".join(self.voice.render(e.modele, e.donnees) for e in spoken).replace("\u00a0", " ")

    def of(self, kind: type) -> list[Any]:
        """The effects of that kind in the last turn."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def goes_private(self) -> Person:
        """The same person, now writing in the direct conversation the bot opened."""
        assert self.direct is not None
        moved = Person(self.voice, direct=True)
        moved.base, moved.conversation = self.base, self.direct
        return moved
