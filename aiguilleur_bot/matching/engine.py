"""One message in, one `Reponse` out: what serves, a question, an honest "I do not know", or silence.

Pure after loading: no clock, no disk, no network, no randomness; the same words give the same answer, in any thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from aiguilleur_bot.knowledge.base import Base, reseau_contacts
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.advice import SHORTLIST_MAX, Shortlist, asks_for_advice
from aiguilleur_bot.matching.answering.faq import Questions, all_wordings
from aiguilleur_bot.matching.answering.likeness import likeness, without_frame
from aiguilleur_bot.matching.answering.questions import closed_question
from aiguilleur_bot.matching.answering.reasons import reasons
from aiguilleur_bot.matching.index.cache import Cache, digest
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.examples import known_examples
from aiguilleur_bot.matching.index.phrases import index, near
from aiguilleur_bot.matching.index.vectors import Encoder
from aiguilleur_bot.matching.ranking import order
from aiguilleur_bot.matching.ranking.classifier import Classifier, Message
from aiguilleur_bot.matching.ranking.fusion import Fusion, shipped_fusion
from aiguilleur_bot.matching.ranking.several import Piece, different, several_signals
from aiguilleur_bot.matching.ranking.signals import Gauge, Reading, pair_signals
from aiguilleur_bot.matching.reading import french
from aiguilleur_bot.matching.reading.constraints import Demand, demands, verdict_reasons, without_constraints
from aiguilleur_bot.matching.reading.names import Citation, Names
from aiguilleur_bot.matching.reading.naming import Naming
from aiguilleur_bot.matching.reading.politeness import without_politeness
from aiguilleur_bot.matching.reading.segments import cuts
from aiguilleur_bot.vocabulary import (
    BesoinCompris,
    Contact,
    Ecoute,
    Intention,
    Proposition,
    Question,
    Reponse,
    Suite,
    Territoire,
)

PROPOSITIONS_MAX = BESOINS_MAX = 3
"""Fiches proposed for a need; needs of one message that are answered."""
_PIECE_NEED, _PIECE_SURE = 0.2, 0.5
"""The chance from which a piece of a message may be a need; and from which a third one is answered too."""
CHOICES_LOOKED_AT = 6
"""The best fiches among which a closed question finds its choices."""
_FIRST = "on cherche unn logiciell pour réserver nos salles"
"""Read once at load time, with its slips: what is made when first asked is made before anybody asks."""
_MANY_WORDS, _UNKNOWN = 8, 0.2
"""From so many words, and with less of what they tell known to the fiches: another language, code, or filler."""
_FEW_WORDS, _FLAT = 2, 0.3
"""At most so many different words, and no fiche above that score: a vague message."""


@dataclass(frozen=True, slots=True)
class Asker:
    """From where and how somebody asks: the listening, the place when known, and the constraints they said."""

    ecoute: Ecoute
    place: Territoire | None
    demands: tuple[Demand, ...]


class Matcher:
    """The matching of one knowledge base. Build it with `load`; then thread-safe and read-only."""

    def __init__(self, base: Base, encoder: Encoder, cache: Cache, fusion: Fusion) -> None:
        self.base = base
        self._encoder = encoder
        self._fusion = fusion
        self._reader = french.Reader(base.synonymes)
        self._examples = known_examples(base, cache)
        count, faqs = len(self._examples.texts), all_wordings(base)
        usages = {fiche.id: fiche.usage for fiche in base.proposable()}
        vectors = cache.vectors_of(
            encoder,
            digest([self._examples.fingerprint, *faqs]),
            count + len(faqs) + len(usages),
            lambda: [*self._examples.texts, *faqs, *usages.values()],
        )
        self._known = known = index(self._examples, base.synonymes, cache)
        made_from = f"{encoder.name} {known.fingerprint}"
        self._classifier = Classifier(
            self._examples, vectors[:count], known.words, known.ngrams, cache, fingerprint=made_from
        )
        self._questions = Questions(base, vectors[count : count + len(faqs)])
        self._usages = dict(zip(usages, vectors[count + len(faqs) :], strict=True))
        self._spelling = known.spelling
        self._names = Names(base, known.said, lambda names: near(names, cache))
        self.named = Naming(base, self._names).read
        self._gauge = Gauge(self._classifier, {fiche.id: order.penalty(base, fiche) for fiche in base.proposable()})

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
        return self._decided(self.read(text), self._asker(text, ecoute, territoire))

    def with_shortlist(
        self, text: str, *, ecoute: Ecoute = Ecoute.DIRECT, territoire: Territoire | None = None
    ) -> tuple[Reponse, Shortlist]:
        """What `understand` says, and the ten best fiches for an opinion to choose from; the message is read once."""
        reading, asker = self.read(text), self._asker(text, ecoute, territoire)
        reponse = self._decided(reading, asker)
        return reponse, self._shortlist(reading, asker) if asks_for_advice(reponse) else Shortlist()

    def likeness(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """How near a need is to others, from 0 to 1: see `answering.likeness`."""
        mine, *theirs = self.read_all([without_frame(said) for said in (text, *others)])
        known = self._known
        return tuple(likeness(mine.message, other.message, known.words, known.ngrams) for other in theirs)

    def intention(self, reading: Reading) -> Intention:
        """What the message is for."""
        if reading.signals["asks_name"]:
            return Intention.QUESTION_COMMUN
        return self._fusion.intention(reading.signals)

    def read(self, text: str) -> Reading:
        """The measures behind an answer, for evaluation and for learning the shipped weights."""
        return self.read_all((text,))[0]

    def read_all(self, texts: Sequence[str]) -> tuple[Reading, ...]:
        """The measures of several texts: encoded together, they cost hardly more than one."""
        said = [without_politeness(text) for text in texts]
        citations = [self._names.find(text) for text in said]
        corrected = [self._corrected(text, found) for text, found in zip(said, citations, strict=True)]
        vectors = self._encoder.encode([french.for_encoder(text) for text in corrected])
        readings = []
        for text, found, mended, vector in zip(said, citations, corrected, vectors, strict=True):
            forms = without_constraints(french.words(mended), demands(text))
            message = Message(text, self._reader.read(forms), french.ngrams(forms), vector)
            readings.append(self._gauge.measure(message, found))
        return tuple(readings)

    def _corrected(self, text: str, citations: Sequence[Citation]) -> str:
        """The text with its names as they are written, and its slips mended."""
        corrected = french.clean(text)
        for citation in citations:
            corrected = corrected.replace(citation.form, citation.name)
        return self._spelling.correct(corrected)

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

    # ------------------------------------------------------------ deciding

    def _decided(self, reading: Reading, asker: Asker) -> Reponse:
        thresholds = self._fusion.thresholds[asker.ecoute]
        trouble = self._fusion.sensible.probability(reading.signals)
        if trouble >= thresholds.sensible:
            return Reponse(Suite.SENSIBLE, contacts=self._network(asker.place))
        if not reading.message.words:
            return Reponse(Suite.IGNORE)
        if trouble >= self._fusion.sensible_threshold or _foreign(reading):
            return self._refuse(reading, asker)
        several = self._several(reading, asker) if asker.ecoute is not Ecoute.INVITE else ()
        if several:
            return self._answer_each(several, asker)
        fiches = self._ranked(reading, asker)
        if not fiches or self.need_probability(reading) < thresholds.besoin or self._overheard(reading, asker.ecoute):
            return self._refuse(reading, asker)
        return self._answer(reading, fiches, asker)

    def _shortlist(self, reading: Reading, asker: Asker) -> Shortlist:
        thresholds = self._fusion.thresholds[asker.ecoute]
        trouble = self._fusion.sensible.probability(reading.signals)
        in_trouble = trouble >= min(thresholds.sensible, self._fusion.sensible_threshold)
        named = any(not citation.produit for citation in reading.citations)
        fiches = self._ranked(reading, asker)[:SHORTLIST_MAX]
        if in_trouble or named or not reading.message.words or not fiches or _foreign(reading):
            return Shortlist()
        found = self._propose(reading, self._weighed(reading, fiches), asker)
        return Shortlist(found, thresholds.serves, self._network(asker.place))

    def _ranked(self, reading: Reading, asker: Asker) -> list[Commun]:
        return order.ranked(self.base, reading, asker.place, asker.demands)

    def _answer(self, reading: Reading, fiches: list[Commun], asker: Asker) -> Reponse:
        """Propositions; or a question when the first is not sure enough, and a question would help."""
        thresholds = self._fusion.thresholds[asker.ecoute]
        if self._confidence(reading, fiches) < thresholds.question or _vague(reading):
            question = closed_question(fiches[:CHOICES_LOOKED_AT], self._usages)
            if question is not None:
                return self._ask(reading, question, fiches, asker)
        besoin = self._understood(reading, fiches, asker)
        faq = self._questions.choose(reading.message.vector, [one.id for one in besoin.propositions], besoin.action)
        about_it = Intention.QUESTION_COMMUN if self._asks_about(reading, fiches[0]) else Intention.BESOIN
        return Reponse(Suite.REPONSE, (besoin,), None, faq, besoin.propositions[0].contacts, about_it)

    def _asks_about(self, reading: Reading, fiche: Commun) -> bool:
        """Whether the message asks about that one commun, by its name, well or badly written, and about no other."""
        named = {commun for citation in reading.citations if not citation.produit for commun in citation.communs}
        return named == {fiche.id} and self.intention(reading) is Intention.QUESTION_COMMUN

    def _answer_each(self, pieces: Sequence[Piece], asker: Asker) -> Reponse:
        """Several needs, each with its own propositions; the questions that help think are those of the first."""
        besoins = tuple(self._understood(piece.reading, piece.fiches, asker) for piece in pieces)
        first = besoins[0]
        vector = pieces[0].reading.message.vector
        faq = self._questions.choose(vector, [one.id for one in first.propositions], first.action)
        contacts = tuple(dict.fromkeys(c for besoin in besoins for c in besoin.propositions[0].contacts))
        return Reponse(Suite.REPONSE, besoins, None, faq, contacts)

    def several(self, reading: Reading, asker: Asker) -> tuple[dict[str, float], tuple[Piece, ...]]:
        """The signals about two needs in one message, and its pieces of different uses, surest first.

        Of the ways to cut it, the one whose second need is surest; the coarsest wins a tie. Empty when no cut leaves
        two needs of different uses.
        """
        found: list[tuple[Piece, ...]] = []
        ways = cuts(reading.message.text)
        texts = tuple(dict.fromkeys(text for cut in ways for text in cut))
        read = {text: self._piece(one, asker) for text, one in zip(texts, self.read_all(texts), strict=True)}
        for cut in ways:
            pieces = different([p for p in (read[text] for text in cut) if p.fiches and p.need >= _PIECE_NEED])
            if len(pieces) > 1:
                found.append(pieces)
        if not found:
            return {}, ()
        best = max(found, key=lambda pieces: pieces[1].sure)
        return several_signals(reading, best, self._usages), best

    def _several(self, reading: Reading, asker: Asker) -> tuple[Piece, ...]:
        """The different needs of one message, in the order they are said, when there surely are two; else nothing."""
        signals, pieces = self.several(reading, asker)
        threshold = self._fusion.thresholds[asker.ecoute].plusieurs
        if not pieces or self._fusion.plusieurs.probability(signals) < threshold:
            return ()
        kept = [*pieces[:2], *(piece for piece in pieces[2:BESOINS_MAX] if piece.sure >= _PIECE_SURE)]
        text = reading.message.text
        return tuple(sorted(kept, key=lambda piece: text.find(piece.reading.message.text)))

    def _piece(self, reading: Reading, asker: Asker) -> Piece:
        fiches = self._ranked(reading, asker)
        return Piece(reading, fiches, self.need_probability(reading), self._fusion.right.probability(reading.signals))

    def _confidence(self, reading: Reading, fiches: Sequence[Commun]) -> float:
        """The chance that the first commun is right; less when something else than its score put it first."""
        confidence = self._fusion.right.probability(reading.signals)
        if fiches[0].id == reading.communs[reading.order[0]]:
            return confidence
        return min(confidence, self._fusion.serves.probability(pair_signals(reading, fiches[0].id)))

    def _ask(self, reading: Reading, question: Question, fiches: list[Commun], asker: Asker) -> Reponse:
        action = fiches[0].actions[0]
        faq = self._questions.choose(reading.message.vector, [fiche.id for fiche in fiches[:2]], action)
        besoin = BesoinCompris(reading.message.text, action, self._confidence(reading, fiches))
        return Reponse(Suite.QUESTION, (besoin,), question, faq, self.base.contacts(fiches[0].id, asker.place))

    def _weighed(self, reading: Reading, fiches: Sequence[Commun]) -> list[tuple[Commun, float]]:
        """Each fiche with its chance: that the first is right, that the others serve."""
        others = ((one, self._fusion.serves.probability(pair_signals(reading, one.id))) for one in fiches[1:])
        return [(fiches[0], self._confidence(reading, fiches)), *others]

    def _understood(self, reading: Reading, fiches: Sequence[Commun], asker: Asker) -> BesoinCompris:
        """One need with the first fiche, and others whose chance is enough."""
        serves = self._fusion.thresholds[asker.ecoute].serves
        first, *others = self._weighed(reading, fiches)
        kept = [first, *(pair for pair in others if pair[1] >= serves)][:PROPOSITIONS_MAX]
        return BesoinCompris(reading.message.text, fiches[0].actions[0], first[1], self._propose(reading, kept, asker))

    def _overheard(self, reading: Reading, ecoute: Ecoute) -> bool:
        """Unasked in a room, a message that seems to tell, announce or reply is for the others there."""
        asking = (Intention.BESOIN, Intention.QUESTION_COMMUN)
        return ecoute is Ecoute.INVITE and self.intention(reading) not in asking

    def _refuse(self, reading: Reading, asker: Asker) -> Reponse:
        """A need nobody serves, an announcement for the neighbours, or nothing that was meant for us."""
        if asker.ecoute is Ecoute.INVITE:
            return Reponse(Suite.IGNORE)  # Unasked in a room, what is not a clear need is none of our business.
        match self.intention(reading):
            case Intention.BESOIN | Intention.QUESTION_COMMUN:
                understood = BesoinCompris(reading.message.text, None, 0.0)
                faq = self._questions.choose(reading.message.vector, (), None)
                return Reponse(Suite.INCONNU, (understood,), faq=faq, contacts=self._network(asker.place))
            case Intention.ANNONCE:
                return Reponse(Suite.HORS_PERIMETRE, contacts=self._network(asker.place))
        return Reponse(Suite.IGNORE)

    def _propose(
        self, reading: Reading, weighed: Sequence[tuple[Commun, float]], asker: Asker
    ) -> tuple[Proposition, ...]:
        """The communs as they are shown, each with a chance that never exceeds the one before it.

        What is asked of a commun (free, near) may put it before one whose words are nearer: it is no surer for it.
        """
        shown = accumulate((chance for _, chance in weighed), min)
        pairs = zip(weighed, shown, strict=True)
        return tuple(self._proposed(reading, fiche, chance, asker) for (fiche, _), chance in pairs)

    def _proposed(self, reading: Reading, fiche: Commun, chance: float, asker: Asker) -> Proposition:
        pourquoi = reasons(reading, self._gauge, self._examples, fiche.id)
        if order.near(fiche, asker.place) and asker.place is not None:
            pourquoi = (*pourquoi, f"existe dans votre région ({asker.place.nom})")
        pourquoi = (*pourquoi, *verdict_reasons(fiche, asker.demands))
        return Proposition(fiche.id, fiche.nom, round(chance, 3), pourquoi, self.base.contacts(fiche.id, asker.place))

    def _network(self, place: Territoire | None) -> tuple[Contact, ...]:
        """Who to call where no commun serves: the network of the place, nobody when no place is known."""
        reseau = self.base.reseau(place)
        return reseau_contacts(reseau) if reseau is not None else ()

    def _asker(self, text: str, ecoute: Ecoute, territoire: Territoire | None) -> Asker:
        """Who says this text: where they are, else the one place they name, and what they ask of an answer."""
        places = self.base.read_territoire(text) if territoire is None else ()
        return Asker(ecoute, territoire or (places[0] if len(places) == 1 else None), demands(text))


def _vague(reading: Reading) -> bool:
    """One or two words that many fiches hold ("partager nos trucs") and none stands out."""
    few = len(set(reading.message.stems)) <= _FEW_WORDS
    return few and not reading.citations and reading.signals["first"] < _FLAT


def _foreign(reading: Reading) -> bool:
    """Many words, hardly any of which a fiche holds: whatever the nearest meaning is, it was not read."""
    many = len(set(reading.message.stems)) >= _MANY_WORDS
    return many and not reading.citations and reading.signals["known"] < _UNKNOWN
