"""One message in, one `Reponse` out: what serves, a question, an honest "I do not know", or silence.

Pure after loading: no clock, no disk, no network, no randomness; the same words give the same answer, in any thread.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching import text
from aiguilleur_bot.matching.cache import Cache
from aiguilleur_bot.matching.classifier import Classifier, Message
from aiguilleur_bot.matching.encoder import Encoder, UniversalEncoder
from aiguilleur_bot.matching.examples import examples
from aiguilleur_bot.matching.faq import Questions, wordings
from aiguilleur_bot.matching.fusion import Fusion, shipped_fusion
from aiguilleur_bot.matching.names import Names
from aiguilleur_bot.matching.questions import closed_question
from aiguilleur_bot.matching.reasons import reasons
from aiguilleur_bot.matching.signals import Gauge, Lecture
from aiguilleur_bot.matching.spelling import Spelling
from aiguilleur_bot.vocabulary import Action, BesoinCompris, Ecoute, Proposition, Reponse, Suite, Territoire

PROPOSITIONS_MAX = 3
_EXAMINES = 12
_PEU_DE_MOTS, _SANS_RELIEF = 2, 0.25
_A_VERIFIER, _EN_SOMMEIL = 0.05, 0.1
"""What a fiche overdue, or asleep, loses of its score: enough to come after an equal, not after a stranger."""


class Moteur:
    """The matching engine of one knowledge base. Build it with `load`; then thread-safe and read-only."""

    def __init__(self, base: Base, encodeur: Encoder, cache: Cache, fusion: Fusion) -> None:
        self.base = base
        self._encodeur = encodeur
        self._fusion = fusion
        self._lecteur = text.Reader(base.synonymes)
        self._exemples = examples(base)
        textes = [exemple.texte for exemple in self._exemples]
        faqs = [formulation for faq in sorted(base.faqs) for formulation in wordings(base.faqs[faq])]
        usages = {fiche.id: fiche.usage for fiche in base.proposable()}
        vecteurs = cache.vectors(encodeur, [*textes, *faqs, *usages.values()])
        formes = [text.words(texte) for texte in textes]
        self._classifier = Classifier(
            self._exemples,
            vecteurs[: len(textes)],
            [[mot.racine for mot in self._lecteur.read(mots)] for mots in formes],
            [text.ngrams(mots) for mots in formes],
            cache,
        )
        self._questions = Questions(base, vecteurs[len(textes) : len(textes) + len(faqs)])
        self._usages = dict(zip(usages, vecteurs[len(textes) + len(faqs) :], strict=True))
        self._orthographe = Spelling(formes)
        dites = [mots for mots, exemple in zip(formes, self._exemples, strict=True) if exemple.quotable]
        self._noms = Names(base, Spelling(dites))
        self._gauge = Gauge(self._classifier, {fiche.id: _malus(base, fiche) for fiche in base.proposable()})

    @classmethod
    def load(
        cls, base: Base, *, cache: Path | None = None, encodeur: Encoder | None = None, fusion: Fusion | None = None
    ) -> Moteur:
        """Build the engine, warm. `cache` is a folder for what is expensive; None computes it all again.

        The first load of a base costs some seconds, the next ones about one: the encoder's own start.
        """
        return cls(base, encodeur or UniversalEncoder(), Cache(cache), fusion or shipped_fusion())

    def comprendre(
        self, texte: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> Reponse:
        """What to make of one message. Never raises on any text.

        `territoire` is where the asker is, when known: it chooses who to call, and drops what exists elsewhere only.
        """
        lecture = self.lire(texte)
        seuils = self._fusion.seuils[ecoute]
        trouble = self._fusion.sensible.probability(lecture.signaux)
        if trouble >= seuils.sensible:
            return Reponse(Suite.SENSIBLE)
        if not lecture.message.mots:
            return Reponse(Suite.IGNORE)
        if trouble >= self._fusion.seuil_sensible:
            return self._refuse(lecture, texte, ecoute)
        lieu = territoire or self._place_said(texte)
        fiches = self._candidates(lecture, lieu)
        if not fiches or self._fusion.besoin.probability(lecture.signaux) < seuils.besoin:
            return self._refuse(lecture, texte, ecoute)
        return self._answer(lecture, texte, ecoute, fiches, lieu)

    def lire(self, texte: str) -> Lecture:
        """The measures behind an answer, for evaluation and for learning the shipped weights."""
        citations = self._noms.find(texte)
        corrige = text.clean(texte)
        for citation in citations:
            corrige = corrige.replace(citation.forme, citation.nom)
        corrige = self._orthographe.correct(corrige)
        formes = text.words(corrige)
        message = Message(
            texte,
            self._lecteur.read(formes),
            text.ngrams(formes),
            self._encodeur.encode([text.for_encoder(corrige)])[0],
        )
        return self._gauge.measure(message, citations)

    # ------------------------------------------------------------ deciding

    def _answer(
        self, lecture: Lecture, texte: str, ecoute: Ecoute, fiches: list[Commun], lieu: Territoire | None
    ) -> Reponse:
        seuils = self._fusion.seuils[ecoute]
        confiance = self._fusion.juste.probability(lecture.signaux)
        action = self._action(fiches)
        if confiance < seuils.question or _vague(lecture):
            question = closed_question(fiches[:6], self._usages)
            if question is not None:
                faq = self._questions.choose(lecture.message.vecteur, [f.id for f in fiches[:2]], action)
                besoin = BesoinCompris(texte, action, confiance)
                return Reponse(Suite.QUESTION, (besoin,), question, faq, self.base.contacts(fiches[0].id, lieu))
        chances = [self._fusion.sert.probability(pair_signals(lecture, fiche.id)) for fiche in fiches]
        gardes = [(f, c) for i, (f, c) in enumerate(zip(fiches, chances, strict=True)) if i == 0 or c >= seuils.sert]
        propositions = tuple(
            self._propose(lecture, fiche, confiance if i == 0 else min(chance, confiance), lieu)
            for i, (fiche, chance) in enumerate(gardes[:PROPOSITIONS_MAX])
        )
        faq = self._questions.choose(lecture.message.vecteur, [p.id for p in propositions], action)
        besoin = BesoinCompris(texte, action, confiance, propositions)
        return Reponse(Suite.REPONSE, (besoin,), None, faq, propositions[0].contacts)

    def _refuse(self, lecture: Lecture, texte: str, ecoute: Ecoute) -> Reponse:
        """A need nobody serves, an announcement for the neighbours, or nothing that was meant for us."""
        if ecoute is Ecoute.INVITE:
            return Reponse(Suite.IGNORE)  # Unasked in a room, what is not a clear need is none of our business.
        genre = max(lecture.genres, key=lambda g: (lecture.genres[g], g), default="bavardage")
        besoin = max(lecture.signaux["besoin"], lecture.genres.get("voisin", 0.0))
        if besoin > lecture.genres.get(genre, 0.0) or genre in ("voisin", "sensible"):
            compris = BesoinCompris(texte, None, 0.0)
            faq = self._questions.choose(lecture.message.vecteur, (), None)
            return Reponse(Suite.INCONNU, (compris,), faq=faq)
        return Reponse(Suite.HORS_PERIMETRE if genre == "annonce" else Suite.IGNORE)

    def _candidates(self, lecture: Lecture, lieu: Territoire | None) -> list[Commun]:
        """The fiches, best first. Those of another region than the asker's are dropped, unless named, or to be read."""
        nommes = {commun for citation in lecture.citations if not citation.produit for commun in citation.communs}
        fiches = (self.base.fiche(lecture.communs[i]) for i in lecture.ordre[:_EXAMINES])
        gardes = [fiche for fiche in fiches if fiche.id in nommes or _reaches(fiche, lieu)]
        return sorted(gardes, key=lambda fiche: _far(fiche, lieu) and fiche.id not in nommes)

    def _propose(self, lecture: Lecture, fiche: Commun, chance: float, lieu: Territoire | None) -> Proposition:
        pourquoi = reasons(lecture, self._gauge, self._exemples, fiche.id)
        return Proposition(fiche.id, fiche.nom, round(chance, 3), pourquoi, self.base.contacts(fiche.id, lieu))

    def _action(self, fiches: list[Commun]) -> Action | None:
        return fiches[0].actions[0] if fiches else None

    def _place_said(self, texte: str) -> Territoire | None:
        lieux = self.base.read_territoire(texte)
        return replace(lieux[0]) if len(lieux) == 1 else None


def pair_signals(lecture: Lecture, commun: str) -> dict[str, float]:
    """What tells whether one commun serves one message: its score, next to the best, and the message's own signals."""
    score = lecture.score(commun)
    premier = lecture.signaux["premier"]
    devant = float((lecture.scores > score).sum())
    return {
        "score": score,
        "retard": premier - score,
        "part": score / premier if premier > 0 else 0.0,
        "devant": devant,
        "premier": premier,
    }


def _vague(lecture: Lecture) -> bool:
    """One or two words that many fiches hold ("partager nos trucs") and none stands out."""
    peu = len(set(lecture.message.racines)) <= _PEU_DE_MOTS
    return peu and not lecture.citations and lecture.signaux["premier"] < _SANS_RELIEF


def _malus(base: Base, fiche: Commun) -> float:
    endormie = fiche.statut != "actif" or fiche.sante.niveau == "en-sommeil"
    return _EN_SOMMEIL * endormie + _A_VERIFIER * base.needs_review(fiche.id)


def _far(fiche: Commun, lieu: Territoire | None) -> bool:
    """Whether the fiche is for another region than the one known."""
    connue = lieu.region if lieu is not None else None
    return connue is not None and "FR" not in fiche.territoires and connue not in fiche.territoires


def _reaches(fiche: Commun, lieu: Territoire | None) -> bool:
    """A document is read from anywhere, after what is made for here; people of elsewhere are not for me."""
    return not _far(fiche, lieu) or fiche.nature == "ressource-documentaire"
