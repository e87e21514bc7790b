"""What the engine learns from is kept by columns, under the hash of the words of the base and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.index import examples as module
from aiguilleur_bot.matching.index.cache import Cache
from aiguilleur_bot.matching.index.examples import Examples, examples, known_examples
from aiguilleur_bot.matching.upkeep.held_out import without


def as_told(known: Examples) -> list[tuple[str, str, bool]]:
    labels = [known.classes[column] for column in known.membership.tolist()]
    return list(zip(known.texts, labels, known.quotable.tolist(), strict=True))


def test_columns_are_the_examples_in_order_and_come_back_from_disk(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [(one.text, one.label, one.quotable) for one in examples(base)]
    first = known_examples(base, Cache(tmp_path))
    monkeypatch.setattr(module, "examples", lambda _: pytest.fail("read again"))
    again = known_examples(base, Cache(tmp_path))
    assert as_told(first) == as_told(again) == told
    assert again.fingerprint == first.fingerprint


def test_each_base_has_its_own_examples_in_one_folder(base: Base, tmp_path: Path) -> None:
    """Those of a base told less, or on another day, are never those of the whole."""
    cache = Cache(tmp_path)
    fiche = base.proposable()[0]
    described = fiche.model_copy(update={"description": f"{fiche.description} Et un mot de plus."})
    hors = base.hors[0].model_copy(update={"lignes": base.hors[0].lignes[1:]})
    others = (
        base,
        without(base, 0),
        without(base, 1),
        replace(base, day=base.day.replace(year=base.day.year + 3)),
        replace(base, communs={**base.communs, fiche.id: described}),
        replace(base, hors=(hors, *base.hors[1:])),
        replace(base, exemples=base.exemples[1:]),
    )
    for one in others:
        assert as_told(known_examples(one, cache)) == [(e.text, e.label, e.quotable) for e in examples(one)]
    assert len({known_examples(one, cache).fingerprint for one in others}) == len(others)


def test_columns_that_do_not_hold_together_are_refused(base: Base) -> None:
    arrays = dict(Examples.of(examples(base)[:9]).arrays())
    for name, wrong in (
        ("membership", arrays["membership"][1:]),
        ("quotable", arrays["quotable"][1:]),
        ("classes", arrays["classes"][:0]),
    ):
        with pytest.raises(ValueError, match="examples"):
            Examples.read({**arrays, name: wrong}, "essai")
