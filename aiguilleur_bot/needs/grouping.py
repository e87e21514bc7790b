"""Besoins that look alike, proposed to whoever coordinates with the reason why: a human decides.

Each group has a besoin at its centre, and all the others are near that one: groups never chain from neighbour to
neighbour until everything is one. Same besoins, same vectors: same groups, in the same order.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import Stemmer

from aiguilleur_bot.knowledge.folding import fold, folded_words
from aiguilleur_bot.matching.answering.likeness import without_frame
from aiguilleur_bot.matching.reading.stopwords import STOP_WORDS
from aiguilleur_bot.needs.manques import Manque

Vector = npt.NDArray[np.float32]

LIKE = 0.5
"""From this likeness to its centre on, a besoin is in a group: half meaning, half shared roots when both are known.

Of the phrases of the shipped base, nine in ten of a group then ask for the same commun (docs/benchmarks.md).
"""

_MEANING = 0.55
"""Vectors nearer than that are looked at, whatever their words."""
_RARE = 60
"""A root that more besoins share is no reason to compare them two by two."""
_OTHERS = 1_000
"""Rarity is reckoned as if there were so many besoins more: of ten besoins, a word said three times is still rare."""

_SHORT = 3
_SHARED = 0.25
"""Pairs that share less of their rare roots, as a cosine, cannot be like each other by their words."""

_BLOCK = 512
_WORDS = 3
"""Shared words told as a reason."""
_READ = 20
"""Besoins of a group that are read for how its words are written."""
_WRITTEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Groupe:
    """Besoins that may be one need. `centre` is the one the others are near to, `scores` how near each is to it.

    `personnes` and `lieux` are distinct; who is not known is counted in `sans_personne`, one by one. `mots` are shared
    by most of them; `sens`: some are near by meaning alone. `region` when they all have the same. `defi`: one of them
    is in it already. `raison` says why, in French.
    """

    centre: int
    numeros: tuple[int, ...]
    scores: tuple[float, ...]
    personnes: int
    sans_personne: int
    lieux: int
    mots: tuple[str, ...]
    sens: bool
    region: str | None
    defi: int | None
    raison: str


def groups(manques: Sequence[Manque], vectors: Mapping[int, Vector] | None = None) -> tuple[Groupe, ...]:
    """What to put together, most people first. `vectors` are unit rows by number: without them, words alone count.

    A besoin is in one group at most. The same person twice is one person: no group is of one person alone, nor of
    besoins that are all in the same défi already.
    """
    nodes = _Nodes(manques, vectors or {})
    near = nodes.neighbours()
    found = []
    taken: set[int] = set()
    for centre in sorted(near, key=lambda one: (-nodes.weight(one, near[one]), nodes.first(one))):
        if centre in taken:
            continue
        others = {other: score for other, score in near[centre].items() if other not in taken}
        group = nodes.group(centre, others)
        if group is not None:
            taken |= {centre, *others}
            found.append(group)
    return tuple(sorted(found, key=lambda one: (-(one.personnes + one.sans_personne), -len(one.numeros), one.centre)))


def neighbours(
    manques: Sequence[Manque], vectors: Mapping[int, Vector] | None = None, most: int = 5
) -> dict[int, tuple[tuple[int, float], ...]]:
    """The besoins near each one, nearest first, whoever said them."""
    nodes = _Nodes(manques, vectors or {})
    near: dict[int, tuple[tuple[int, float], ...]] = {one.numero: () for one in manques}
    for node, others in nodes.neighbours().items():
        here = [(one.numero, 1.0) for one in nodes.members[node]]
        around = [(one.numero, score) for other, score in others.items() for one in nodes.members[other]]
        for one in nodes.members[node]:
            ranked = sorted((*here, *around), key=lambda pair: (-pair[1], pair[0]))
            near[one.numero] = tuple(pair for pair in ranked if pair[0] != one.numero)[:most]
    return near


class _Nodes:
    """Besoins by what they are about: those with the very same roots are one node."""

    def __init__(self, manques: Sequence[Manque], vectors: Mapping[int, Vector]) -> None:
        said: dict[frozenset[str], list[Manque]] = defaultdict(list)
        self._forms: dict[str, Counter[str]] = defaultdict(Counter)
        stemmer = Stemmer.Stemmer("french", 0)  # not safe between threads: each reading makes its own
        for one in manques:
            words = _words(one.texte, stemmer)
            if not words:
                continue
            for root, word in words.items():
                self._forms[root][word] += 1
            said[frozenset(words)].append(one)
        self.members = list(said.values())
        self._roots = list(said)
        presence = Counter(root for roots in said for root in roots)
        count = len(said)
        self._rarity = {root: math.log((count + _OTHERS) / (presence[root] + 1)) ** 2 for root in presence}
        self._norms = [math.sqrt(sum(self._rarity[root] for root in roots)) for roots in self._roots]
        self._presence = presence
        known = [vectors.get(members[0].numero) for members in self.members]
        self._has = np.array([vector is not None for vector in known], dtype=bool)
        size = next((len(vector) for vector in known if vector is not None), 1)
        self._vectors = np.zeros((count, size), dtype=np.float32)
        for row, vector in enumerate(known):
            if vector is not None:
                self._vectors[row] = vector

    def first(self, node: int) -> int:
        """The lowest number of a node."""
        return self.members[node][0].numero

    def weight(self, node: int, others: Mapping[int, float]) -> int:
        """How many people a group around a node would gather."""
        people, unknown = _people(one for place in (node, *others) for one in self.members[place])
        return people + unknown

    def neighbours(self) -> dict[int, dict[int, float]]:
        """For each node, those that are like it, and how much; itself when several said the very same."""
        near: dict[int, dict[int, float]] = {node: {} for node, said in enumerate(self.members) if len(said) > 1}
        for one, other, meaning in self._pairs():
            score = self._likeness(one, other, meaning)
            if score >= LIKE:
                near.setdefault(one, {})[other] = score
                near.setdefault(other, {})[one] = score
        return near

    def group(self, centre: int, others: Mapping[int, float]) -> Groupe | None:
        """The group around `centre`; None when it would tell nothing new."""
        said = [(one, 1.0) for one in self.members[centre]]
        said += [(one, score) for other, score in others.items() for one in self.members[other]]
        said.sort(key=lambda pair: pair[0].numero)
        manques = [one for one, _ in said]
        people, unknown = _people(manques)
        defis = {one.defi for one in manques}
        if people + unknown < 2 or (len(defis) == 1 and None not in defis):
            return None
        places, regions = {one.ou for one in manques} - {None}, {one.region for one in manques}
        words = self._shared((centre, *others))
        region = next(iter(regions)) if len(regions) == 1 else None
        where = next((one.region_nom for one in manques if region and one.region_nom), None)
        by_meaning = any(not self._roots[centre] & self._roots[other] for other in others) or not words
        return Groupe(
            centre=self.first(centre),
            numeros=tuple(one.numero for one in manques),
            scores=tuple(round(score, 3) for _, score in said),
            personnes=people,
            sans_personne=unknown,
            lieux=len(places),
            mots=words,
            sens=by_meaning,
            region=region,
            defi=min((one for one in defis if one is not None), default=None),
            raison=_reason(words, where, by_meaning=by_meaning, regions=len(regions - {None})),
        )

    # ------------------------------------------------------------ inside

    def _pairs(self) -> Iterator[tuple[int, int, float | None]]:
        """Pairs worth comparing, each once, with how near their meanings are when it is known."""
        seen: set[tuple[int, int]] = set()
        for one, other, meaning in self._near_in_meaning():
            seen.add((one, other))
            yield one, other, meaning
        for one, other in self._near_in_words():
            if (one, other) not in seen:
                both = self._has[one] and self._has[other]
                yield one, other, float(self._vectors[one] @ self._vectors[other]) if both else None

    def _near_in_words(self) -> Iterator[tuple[int, int]]:
        """Pairs that share enough rare roots to be compared exactly."""
        places: dict[str, list[int]] = defaultdict(list)
        for node, roots in enumerate(self._roots):
            for root in roots:
                if self._presence[root] <= _RARE:
                    places[root].append(node)
        count, keys, weights = len(self._roots), [], []
        for root, nodes in places.items():
            if len(nodes) > 1:
                here = np.array(nodes, dtype=np.int64)
                rows, columns = np.triu_indices(len(nodes), 1)
                keys.append(here[rows] * count + here[columns])
                weights.append(np.full(len(rows), self._rarity[root]))
        if not keys:
            return
        pairs, which = np.unique(np.concatenate(keys), return_inverse=True)
        shared = np.bincount(which, weights=np.concatenate(weights))
        norms = np.array(self._norms)
        ones, others = np.divmod(pairs, count)
        enough = shared >= _SHARED * norms[ones] * norms[others]
        yield from zip(ones[enough].tolist(), others[enough].tolist(), strict=True)

    def _near_in_meaning(self) -> Iterator[tuple[int, int, float]]:
        """Every pair is compared, by blocks of rows: the upper half of one product of matrices."""
        if not self._has.any():
            return
        count = len(self._vectors)
        for start in range(0, count, _BLOCK):
            product = self._vectors[start : start + _BLOCK] @ self._vectors[start:].T
            rows, columns = np.nonzero(product >= _MEANING)
            above = columns > rows
            for row, column in zip(rows[above].tolist(), columns[above].tolist(), strict=True):
                yield start + row, start + column, float(product[row, column])

    def _likeness(self, one: int, other: int, meaning: float | None) -> float:
        shared = sum(self._rarity[root] for root in self._roots[one] & self._roots[other])
        norms = self._norms[one] * self._norms[other]
        words = shared / norms if norms else 0.0
        return words if meaning is None else (words + max(0.0, meaning)) / 2

    def _shared(self, nodes: Sequence[int]) -> tuple[str, ...]:
        """The words most of these have, rarest first, as people write them most often."""
        counts = Counter(root for node in nodes for root in self._roots[node])
        common = [root for root, count in counts.items() if 2 * count > len(nodes)]
        ranked = sorted(common, key=lambda root: (-counts[root], -self._rarity[root], root))[:_WORDS]
        forms = (min(self._forms[root].items(), key=lambda form: (-form[1], form[0]))[0] for root in ranked)
        texts = [one.texte for node in nodes[:_READ] for one in self.members[node][:_READ]]
        return tuple(_as_written(form, texts) for form in forms)


def _words(texte: str, stemmer: Stemmer.Stemmer) -> dict[str, str]:
    """The roots that say what a besoin is about, each with the word it was."""
    words = folded_words(without_frame(texte))
    telling = [word for word in words if len(word) >= _SHORT and word not in STOP_WORDS and not word.isdigit()]
    return dict(zip(stemmer.stemWords(telling), telling, strict=True))


def _as_written(form: str, texts: Sequence[str]) -> str:
    """A folded word with the accents that people give it most often: « médiation »."""
    written = Counter(word for text in texts for word in _WRITTEN.findall(text.lower()) if fold(word) == form)
    ranked = sorted(written, key=lambda word: (-written[word], word.isascii(), word))
    return ranked[0] if ranked else form


def _people(manques: Iterator[Manque] | Sequence[Manque]) -> tuple[int, int]:
    """Distinct people known, and how many besoins are of nobody known."""
    known: set[int] = set()
    unknown = 0
    for one in manques:
        if one.qui is None:
            unknown += 1
        else:
            known.add(one.qui)
    return len(known), unknown


def _reason(words: Sequence[str], where: str | None, *, by_meaning: bool, regions: int) -> str:
    said = []
    if words:
        quoted = ", ".join(f"«\u00a0{word}\u00a0»" for word in words)
        said.append(f"{'mots communs' if len(words) > 1 else 'mot commun'}\u00a0: {quoted}")
    if by_meaning:
        said.append("sens proche")
    if where:
        said.append(f"même région\u00a0: {where}")
    elif regions > 1:
        said.append(f"{regions} régions")
    return "\u00a0; ".join(said)
