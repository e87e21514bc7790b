"""One message in, one `Reponse` out: what serves, a question, an honest "I do not know", or silence.

Pure after loading: no clock, no disk, no network, no randomness; the same words give the same answer, in any thread.
"""

from __future__ import annotations

from pathlib import Path

from aiguilleur_bot.knowledge.base import Base, reseau_contacts
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching import french
from aiguilleur_bot.matching.advice import SHORTLIST_MAX, Shortlist
from aiguilleur_bot.matching.cache import Cache
from aiguilleur_bot.matching.classifier import Classifier, Message
from aiguilleur_bot.matching.encoder import Encoder, UniversalEncoder
from aiguilleur_bot.matching.examples import examples
from aiguilleur_bot.matching.faq import Questions, wordings
from aiguilleur_bot.matching.fusion import Fusion, shipped_fusion
from aiguilleur_bot.matching.index import index
from aiguilleur_bot.matching.names import Names
from aiguilleur_bot.matching.questions import closed_question
from aiguilleur_bot.matching.reasons import reasons
from aiguilleur_bot.matching.signals import Gauge, Reading
from aiguilleur_bot.vocabulary import (
    BesoinCompris,
    Contact,
    Ecoute,
    Proposition,
    Question,
    Reponse,
    Suite,
    Territoire,
)

PROPOSITIONS_MAX = 3
CHOICES_LOOKED_AT = 6
"""The best fiches among which a closed question finds its choices."""
_CANDIDATES = 12
"""The best fiches that are looked at, before those of other regions are dropped."""
_FIRST = "on cherche unn logiciell pour réserver nos salles"
"""Read once at load time, with its slips: what is made when first asked is made before anybody asks."""
_FEW_WORDS, _FLAT = 2, 0.25
"""At most so many different words, and no fiche above that score: a vague message."""
_OVERDUE, _ASLEEP = 0.05, 0.1
"""What a fiche overdue, or asleep, loses of its score: enough to come after an equal, not after a stranger."""


class Matcher:
    """The matching of one knowledge base. Build it with `load`; then thread-safe and read-only."""

    def __init__(self, base: Base, encoder: Encoder, cache: Cache, fusion: Fusion) -> None:
        self.base = base
        self._encoder = encoder
        self._fusion = fusion
        self._reader = french.Reader(base.synonymes)
        self._examples = examples(base)
        texts = [example.text for example in self._examples]
        faqs = [formulation for faq in sorted(base.faqs) for formulation in wordings(base.faqs[faq])]
        usages = {fiche.id: fiche.usage for fiche in base.proposable()}
        vectors = cache.vectors(encoder, [*texts, *faqs, *usages.values()])
        known = index(self._examples, base.synonymes, cache)
        self._classifier = Classifier(
            self._examples, vectors[: len(texts)], known.words, known.ngrams, cache, fingerprint=known.fingerprint
        )
        self._questions = Questions(base, vectors[len(texts) : len(texts) + len(faqs)])
        self._usages = dict(zip(usages, vectors[len(texts) + len(faqs) :], strict=True))
        self._spelling = known.spelling
        self._names = Names(base, known.said)
        self._gauge = Gauge(self._classifier, {fiche.id: _penalty(base, fiche) for fiche in base.proposable()})

    @classmethod
    def load(
        cls, base: Base, *, cache: Path | None = None, encoder: Encoder | None = None, fusion: Fusion | None = None
    ) -> Matcher:
        """Build it, warm. `cache` is a folder for what is expensive; None computes it all again.

        The first load of a base costs some seconds, the next ones about one: the encoder's own start.
        """
        matcher = cls(base, encoder or UniversalEncoder(cache), Cache(cache), fusion or shipped_fusion())
        matcher.read(_FIRST)
        return matcher

    def understand(self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None) -> Reponse:
        """What to make of one message. Never raises on any text.

        `territoire` is where the asker is, when known (else the place the message names, when it names one): it
        chooses who to call, and drops what exists elsewhere only.
        """
        reading = self.read(text)
        thresholds = self._fusion.thresholds[ecoute]
        trouble = self._fusion.sensible.probability(reading.signals)
        place = territoire or self._place_said(text)
        if trouble >= thresholds.sensible:
            return Reponse(Suite.SENSIBLE, contacts=self._network(place))
        if not reading.message.words:
            return Reponse(Suite.IGNORE)
        if trouble >= self._fusion.sensible_threshold:
            return self._refuse(reading, ecoute, place)
        fiches = self._candidates(reading, place)
        if not fiches or self._fusion.besoin.probability(reading.signals) < thresholds.besoin:
            return self._refuse(reading, ecoute, place)
        return self._answer(reading, ecoute, fiches, place)

    def read(self, text: str) -> Reading:
        """The measures behind an answer, for evaluation and for learning the shipped weights."""
        citations = self._names.find(text)
        corrected = french.clean(text)
        for citation in citations:
            corrected = corrected.replace(citation.form, citation.name)
        corrected = self._spelling.correct(corrected)
        forms = french.words(corrected)
        message = Message(
            text,
            self._reader.read(forms),
            french.ngrams(forms),
            self._encoder.encode([french.for_encoder(corrected)])[0],
        )
        return self._gauge.measure(message, citations)

    def need_probability(self, reading: Reading) -> float:
        """The chance that a message read is a need the base serves: what the threshold of a listening is set on."""
        return self._fusion.besoin.probability(reading.signals)

    def need_threshold(self, ecoute: Ecoute) -> float:
        """The chance from which a message heard so is answered."""
        return self._fusion.thresholds[ecoute].besoin

    @property
    def encoder(self) -> Encoder:
        """The sentence encoder, for who measures it alone."""
        return self._encoder

    def shortlist(
        self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> Shortlist:
        """The ten best fiches for one message, for an opinion to choose from (`matching.advice`). Never raises."""
        reading = self.read(text)
        thresholds = self._fusion.thresholds[ecoute]
        place = territoire or self._place_said(text)
        trouble = self._fusion.sensible.probability(reading.signals)
        in_trouble = trouble >= min(thresholds.sensible, self._fusion.sensible_threshold)
        named = any(not citation.produit for citation in reading.citations)
        fiches = self._candidates(reading, place)[:SHORTLIST_MAX]
        if in_trouble or named or not reading.message.words or not fiches:
            return Shortlist()
        best = self._fusion.right.probability(reading.signals)
        others = (self._fusion.serves.probability(pair_signals(reading, fiche.id)) for fiche in fiches[1:])
        chances = (best, *(min(best, chance) for chance in others))
        found = tuple(self._propose(reading, *pair, place) for pair in zip(fiches, chances, strict=True))
        return Shortlist(found, thresholds.serves, self._network(place))

    # ------------------------------------------------------------ deciding

    def _answer(self, reading: Reading, ecoute: Ecoute, fiches: list[Commun], place: Territoire | None) -> Reponse:
        """Propositions; or a question when the first is not sure enough, and a question would help."""
        thresholds = self._fusion.thresholds[ecoute]
        confidence = self._fusion.right.probability(reading.signals)
        if confidence < thresholds.question or _vague(reading):
            question = closed_question(fiches[:CHOICES_LOOKED_AT], self._usages)
            if question is not None:
                return self._ask(reading, confidence, question, fiches, place)
        propositions = self._propositions(reading, confidence, thresholds.serves, fiches, place)
        action = fiches[0].actions[0]
        faq = self._questions.choose(reading.message.vector, [one.id for one in propositions], action)
        besoin = BesoinCompris(reading.message.text, action, confidence, propositions)
        return Reponse(Suite.REPONSE, (besoin,), None, faq, propositions[0].contacts)

    def _ask(
        self,
        reading: Reading,
        confidence: float,
        question: Question,
        fiches: list[Commun],
        place: Territoire | None,
    ) -> Reponse:
        action = fiches[0].actions[0]
        faq = self._questions.choose(reading.message.vector, [fiche.id for fiche in fiches[:2]], action)
        besoin = BesoinCompris(reading.message.text, action, confidence)
        return Reponse(Suite.QUESTION, (besoin,), question, faq, self.base.contacts(fiches[0].id, place))

    def _propositions(
        self,
        reading: Reading,
        confidence: float,
        serves: float,
        fiches: list[Commun],
        place: Territoire | None,
    ) -> tuple[Proposition, ...]:
        """The first fiche always; another one when its chance reaches `serves`, and never above the first's."""
        others = [(fiche, self._fusion.serves.probability(pair_signals(reading, fiche.id))) for fiche in fiches[1:]]
        kept = [(fiches[0], confidence)]
        kept += [(fiche, min(chance, confidence)) for fiche, chance in others if chance >= serves]
        return tuple(self._propose(reading, fiche, chance, place) for fiche, chance in kept[:PROPOSITIONS_MAX])

    def _refuse(self, reading: Reading, ecoute: Ecoute, place: Territoire | None) -> Reponse:
        """A need nobody serves, an announcement for the neighbours, or nothing that was meant for us."""
        if ecoute is Ecoute.INVITE:
            return Reponse(Suite.IGNORE)  # Unasked in a room, what is not a clear need is none of our business.
        genre = max(reading.genres, key=lambda one: (reading.genres[one], one), default="bavardage")
        besoin = max(reading.signals["besoin"], reading.genres.get("voisin", 0.0))
        if besoin > reading.genres.get(genre, 0.0) or genre in ("voisin", "sensible"):
            understood = BesoinCompris(reading.message.text, None, 0.0)
            faq = self._questions.choose(reading.message.vector, (), None)
            return Reponse(Suite.INCONNU, (understood,), faq=faq, contacts=self._network(place))
        if genre == "annonce":
            return Reponse(Suite.HORS_PERIMETRE, contacts=self._network(place))
        return Reponse(Suite.IGNORE)

    def _candidates(self, reading: Reading, place: Territoire | None) -> list[Commun]:
        """The fiches, best first. Those of another region than the asker's are dropped, unless named, or to be read."""
        named = {commun for citation in reading.citations if not citation.produit for commun in citation.communs}
        fiches = (self.base.fiche(reading.communs[i]) for i in reading.order[:_CANDIDATES])
        kept = [fiche for fiche in fiches if fiche.id in named or _reaches(fiche, place)]
        return sorted(kept, key=lambda fiche: _far(fiche, place) and fiche.id not in named)

    def _propose(self, reading: Reading, fiche: Commun, chance: float, place: Territoire | None) -> Proposition:
        pourquoi = reasons(reading, self._gauge, self._examples, fiche.id)
        return Proposition(fiche.id, fiche.nom, round(chance, 3), pourquoi, self.base.contacts(fiche.id, place))

    def _network(self, place: Territoire | None) -> tuple[Contact, ...]:
        """Who to call where no commun serves: the network of the place, nobody when no place is known."""
        reseau = self.base.reseau(place)
        return reseau_contacts(reseau) if reseau is not None else ()

    def _place_said(self, text: str) -> Territoire | None:
        places = self.base.read_territoire(text)
        return places[0] if len(places) == 1 else None


def pair_signals(reading: Reading, commun: str) -> dict[str, float]:
    """What tells whether one commun serves one message: its score, next to the best, and the message's own signals."""
    score = reading.score(commun)
    first = reading.signals["first"]
    ahead = float((reading.scores > score).sum())
    return {
        "score": score,
        "behind": first - score,
        "share": score / first if first > 0 else 0.0,
        "ahead": ahead,
        "first": first,
    }


def _vague(reading: Reading) -> bool:
    """One or two words that many fiches hold ("partager nos trucs") and none stands out."""
    few = len(set(reading.message.stems)) <= _FEW_WORDS
    return few and not reading.citations and reading.signals["first"] < _FLAT


def _penalty(base: Base, fiche: Commun) -> float:
    asleep = fiche.statut != "actif" or fiche.sante.niveau == "en-sommeil"
    return _ASLEEP * asleep + _OVERDUE * base.needs_review(fiche.id)


def _far(fiche: Commun, place: Territoire | None) -> bool:
    """Whether the fiche is for another region than the one known."""
    known = place.region if place is not None else None
    return known is not None and "FR" not in fiche.territoires and known not in fiche.territoires


def _reaches(fiche: Commun, place: Territoire | None) -> bool:
    """A document is read from anywhere, after what is made for here; people of elsewhere are not for me."""
    return not _far(fiche, place) or fiche.nature == "ressource-documentaire"
