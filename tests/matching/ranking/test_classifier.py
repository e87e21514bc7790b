"""The index, the system of equations and the local system, against the same sums written the slow way."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.index.cache import Cache
from aiguilleur_bot.matching.index.examples import Example, Examples, examples
from aiguilleur_bot.matching.index.lexical import Postings
from aiguilleur_bot.matching.index.phrases import index
from aiguilleur_bot.matching.index.vectors import Vectors
from aiguilleur_bot.matching.ranking import linear
from aiguilleur_bot.matching.ranking.classifier import Classifier, Message, largest
from aiguilleur_bot.matching.ranking.meanings import Meanings
from aiguilleur_bot.matching.reading.french import Word

LETTERS = "abcdefghijklmnop"
CLASSES = ("dokos", "paheko", "#bavardage")


def documents(count: int, seed: int = 0) -> list[list[str]]:
    drawn = random.Random(seed)
    return [drawn.choices(LETTERS, k=drawn.randint(0, 9)) for _ in range(count)]


def weighted(document: Sequence[str], all_documents: Sequence[Sequence[str]]) -> dict[str, float]:
    """Terms and their weights, as the formula is written in books."""
    count = len(all_documents)
    presence = Counter(term for one in all_documents for term in set(one))
    return {
        term: (1 + math.log(times)) * math.log(1 + (count - presence[term] + 0.5) / (presence[term] + 0.5))
        for term, times in Counter(document).items()
    }


def cosine(one: dict[str, float], other: dict[str, float]) -> float:
    norms = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(weight * other.get(term, 0.0) for term, weight in one.items()) / norms if norms else 0.0


def unit(count: int, seed: int) -> Vectors:
    raw = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return raw / np.linalg.norm(raw, axis=1, keepdims=True)


def made(count: int, nearest: int | None = None, cache: Cache | None = None) -> tuple[Classifier, list[list[str]]]:
    """A classifier of random examples: the whole system, or local ones."""
    texts = documents(count)
    words, ngrams = Postings(texts), Postings([text[::2] for text in texts])
    known = Examples.of([Example(" ".join(text), CLASSES[i % 3], quotable=True) for i, text in enumerate(texts)])
    limits = {} if nearest is None else {"all_of": 0, "nearest": nearest}
    return Classifier(known, unit(count, 1), words, ngrams, cache or Cache(None), fingerprint="essai", **limits), texts


def message(text: Sequence[str]) -> Message:
    return Message(" ".join(text), tuple(Word(t, t, t) for t in text), tuple(text[::2]), unit(1, 2)[0])


def by_the_book(texts: list[list[str]], asked: Message, kept: Sequence[int]) -> list[float]:
    """Ridge regression on the mixed kernel, over the examples `kept`, in plain Python and double precision."""
    halves = [text[::2] for text in texts]
    vectors = unit(len(texts), 1).astype(float)

    def kernel(one: tuple[dict[str, float], ...], other: tuple[dict[str, float], ...], meaning: float) -> float:
        near = math.exp(3 * (meaning - 1))
        return 2 * near + 0.5 * cosine(one[0], other[0]) + 0.5 * cosine(one[1], other[1])

    read = [(weighted(text, texts), weighted(half, halves)) for text, half in zip(texts, halves, strict=True)]
    new = (weighted(asked.stems, texts), weighted(asked.ngrams, halves))
    matrix = [[kernel(read[i], read[j], float(vectors[i] @ vectors[j])) + (i == j) for j in kept] for i in kept]
    likeness = [kernel(read[i], new, float(vectors[i] @ asked.vector.astype(float))) for i in kept]
    shares = np.linalg.solve(np.array(matrix), np.array(likeness))
    return [sum(float(s) for s, i in zip(shares, kept, strict=True) if i % 3 == column) for column in range(3)]


def test_cosines_are_those_of_the_book() -> None:
    texts = documents(40)
    found = Postings(texts).cosines(["a", "b", "b", "k"])
    asked = weighted(["a", "b", "b", "k"], texts)
    assert found.tolist() == pytest.approx([cosine(asked, weighted(text, texts)) for text in texts], abs=1e-5)


@pytest.mark.parametrize("count", [40, 1500])
def test_cosines_of_documents_with_each_other_are_the_same_by_all_roads(count: int) -> None:
    postings = Postings(documents(count))
    whole = postings.rows(np.arange(count))
    chosen = np.random.default_rng(3).permutation(count)[:35]
    assert postings.gram(chosen) == pytest.approx(whole[np.ix_(chosen, chosen)], abs=1e-5)
    texts = documents(count)
    for i, j in ((0, 1), (3, 3), (5, 17), (20, 21)):
        assert whole[i, j] == pytest.approx(cosine(weighted(texts[i], texts), weighted(texts[j], texts)), abs=1e-5)


def test_an_index_kept_and_read_again_is_the_same() -> None:
    texts = documents(60)
    postings = Postings(texts)
    again = Postings.read(postings.arrays())
    for asked in (["a", "b", "inconnu"], [], ["p", "p"]):
        assert again.cosines(asked).tolist() == postings.cosines(asked).tolist()
        assert again.bm25(asked).tolist() == postings.bm25(asked).tolist()
    assert again.documents("a").tolist() == [i for i, text in enumerate(texts) if "a" in text]


@pytest.mark.parametrize("texts", [[], [[]], [[], ["seul"]]])
def test_an_index_of_nothing_is_an_index(texts: list[list[str]]) -> None:
    again = Postings.read(Postings(texts).arrays())
    assert again.cosines(["autre"]).tolist() == [0.0] * len(texts)


def test_arrays_that_are_not_an_index_are_refused() -> None:
    arrays = dict(Postings(documents(20)).arrays())
    for name, wrong in (
        ("positions", arrays["positions"] + 50),
        ("times", arrays["times"][1:]),
        ("terms", arrays["terms"][:1]),
        ("starts", arrays["starts"][::-1]),
        ("norms", arrays["norms"].astype(np.float64)),
        ("of_starts", arrays["of_starts"][:-1]),
        ("of_terms", arrays["of_terms"] - 1),
    ):
        with pytest.raises(ValueError, match="index"):
            Postings.read({**arrays, name: wrong})


@pytest.mark.parametrize("count", [1, 7, 384, 385, 1000])
def test_the_system_is_solved_in_place(count: int) -> None:
    half = np.random.default_rng(count).normal(size=(count, count)).astype(np.float32)
    system = half @ half.T / count + np.eye(count, dtype=np.float32)
    targets = np.random.default_rng(0).normal(size=(count, 3)).astype(np.float32)
    expected = np.linalg.solve(system.astype(float), targets.astype(float))
    assert linear.solve(lambda which: system[which].copy(), targets.copy()) == pytest.approx(expected, abs=2e-4)


def test_the_whole_system_is_the_regression_of_the_book() -> None:
    classifier, texts = made(45)
    asked = message(["a", "c", "d", "e"])
    expected = by_the_book(texts, asked, range(45))
    assert classifier.scores(classifier.compare(asked)).tolist() == pytest.approx(expected, abs=1e-4)


def test_a_local_system_of_every_example_is_the_whole_one() -> None:
    whole, _ = made(45)
    local, _ = made(45, nearest=45)
    asked = message(["a", "c", "d", "e"])
    expected = whole.scores(whole.compare(asked)).tolist()
    assert local.scores(local.compare(asked)).tolist() == pytest.approx(expected, abs=1e-4)


def test_a_local_system_is_the_regression_over_the_nearest() -> None:
    classifier, texts = made(45, nearest=12)
    asked = message(["a", "c", "d", "e"])
    likeness = classifier.compare(asked)
    nearest = sorted(range(45), key=lambda i: (-float(likeness.mixed[i]), i))[:12]
    expected = by_the_book(texts, asked, nearest)
    assert classifier.scores(likeness).tolist() == pytest.approx(expected, abs=1e-4)


def test_kept_weights_give_the_same_scores(tmp_path: Path) -> None:
    first, _ = made(45, cache=Cache(tmp_path))
    assert len(list(tmp_path.glob("weights-*.tableaux"))) == 1
    second, _ = made(45, cache=Cache(tmp_path))
    asked = message(["b", "f"])
    assert (second.scores(second.compare(asked)) == first.scores(first.compare(asked))).all()


def test_the_largest_come_in_order_the_first_among_equals() -> None:
    values = np.array([0.0, 2.0, 1.0, 2.0, 0.0, 1.0], dtype=np.float32)
    assert largest(values, 3).tolist() == [1, 3, 2]
    assert largest(values, 5).tolist() == [1, 3, 2, 5, 0]
    assert largest(values, 50).tolist() == [1, 3, 2, 5, 0, 4]


def test_the_index_of_the_shipped_base_is_read_once(base: Base, tmp_path: Path) -> None:
    known = Examples.of(examples(base)[:300])
    first = index(known, base.synonymes, Cache(tmp_path))
    (file,) = tmp_path.glob("index-*.tableaux")
    written = file.stat().st_mtime_ns
    second = index(known, base.synonymes, Cache(tmp_path))
    assert file.stat().st_mtime_ns == written
    for text in ("on galere avec les salle", "Dokoss", ""):
        assert second.spelling.correct(text) == first.spelling.correct(text)
        assert second.said.knows(text) == first.said.knows(text)
    changed = index(Examples.of(examples(base)[1:300]), base.synonymes, Cache(tmp_path))
    assert changed.fingerprint != first.fingerprint
    file.write_bytes(b"abime")
    again = index(known, base.synonymes, Cache(tmp_path))
    assert again.words.cosines(["sall"]).tolist() == first.words.cosines(["sall"]).tolist()


def test_in_a_large_base_the_cosines_that_matter_are_true() -> None:
    drawn = np.random.default_rng(5)
    vectors = drawn.normal(size=(3000, 512)).astype(np.float32)
    vectors[:, 200:] *= 0.3
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked = vectors[7] + 0.2 * vectors[1200]
    true = (vectors @ asked).tolist()
    meanings = Meanings(vectors, Cache(None), "essai", exact=False, always=slice(2900, None))
    found = meanings.cosines(asked, lambda cosines: cosines)
    best = sorted(range(3000), key=lambda i: -true[i])[:5]
    for place in (*best, *range(2900, 3000)):
        assert found[place] == pytest.approx(true[place], abs=1e-5)
    assert np.abs(found - true).max() < 0.2
    exact = Meanings(vectors, Cache(None), "essai", exact=True, always=slice(2900, None))
    assert exact.cosines(asked, lambda cosines: cosines).tolist() == pytest.approx(true, abs=1e-5)
