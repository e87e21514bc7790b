"""The report of gardeners: what never wins, what wins and is refused, what takes from what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.matching.upkeep.held_out import Held
from aiguilleur_bot.needs.garden import SHOWN, as_text, report
from aiguilleur_bot.needs.learning import Counted, Said, gathered
from aiguilleur_bot.vocabulary import Confirmation, Usage

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def base() -> Base:
    loaded = load(folders(None)).base
    assert loaded is not None
    return loaded


def held(commun: str, *found: str) -> list[Held]:
    return [Held(f"{commun} {number}", commun, trouve) for number, trouve in enumerate(found)]


def said(id: int, texte: str, commun: str, premier: str | None, qui: int = 1, **more: Confirmation) -> Said:
    comment = more.get("comment", Confirmation.CHOIX)
    mark = f"{commun} {texte}"
    return Said(
        id=id, empreinte=mark, commun=commun, premier=premier, texte=texte, comment=comment, cree_le=NOW, qui=qui
    )


def everything_found(base: Base) -> list[Held]:
    return [one for fiche in base.proposable() for one in held(fiche.id, fiche.id)]


def test_a_sound_garden_has_nothing_to_say(base: Base) -> None:
    garden = report(base, everything_found(base), (), ())
    assert (garden.jamais, garden.refusees, garden.rivales) == ((), (), ())
    text = as_text(garden)
    assert "(100 %) trouvent leur fiche" in text
    assert text.count(": aucune.") == 3


def test_a_fiche_that_hardly_ever_wins_comes_with_what_wins_instead(base: Base) -> None:
    lost = held("dokos", *["odoo"] * 6, "dokos")
    rest = [one for one in everything_found(base) if one.commun != "dokos"]
    (silent,) = report(base, rest + lost, (), ()).jamais
    assert (silent.commun, silent.phrases, silent.justes, silent.en_usage) == ("dokos", 7, 1, False)
    assert [one.trouve for one in silent.perdus] == ["odoo"] * 3


def test_in_use_never_first_is_said_once_enough_was_shown(base: Base) -> None:
    others = [fiche.id for fiche in base.proposable() if fiche.id != "dokos"]

    def shown(times: int) -> list[Counted]:
        return [Counted(commun, Usage.MONTREE, "", times) for commun in others]

    few = [Counted("odoo", Usage.MONTREE, "", 49)]
    assert report(base, everything_found(base), few, ()).jamais == ()
    (silent,) = report(base, everything_found(base), shown(3), ()).jamais
    assert (silent.commun, silent.en_usage) == ("dokos", True)


@pytest.mark.parametrize(("refused", "reported"), [(1, False), (2, False), (4, True)])
def test_refused_means_often_enough(base: Base, refused: int, reported: bool) -> None:
    counted = [Counted("dokos", Usage.MONTREE, "", 10), Counted("dokos", Usage.REFUSEE, "", refused)]
    heard = [said(1, "les comptes de l'asso", "paheko", "dokos")]
    known = [*everything_found(base), Held("tenir la caisse", "paheko", "dokos")]
    found = report(base, known, counted, heard).refusees
    assert bool(found) is reported
    if reported:
        assert found[0].exemples == (("les comptes de l'asso", "paheko"), ("tenir la caisse", "paheko"))


def test_two_fiches_that_take_from_each_other_are_one_pair(base: Base) -> None:
    known = [*everything_found(base), *held("dokos", "odoo"), *held("odoo", "dokos"), *held("loomio", "odoo")]
    garden = report(base, known, [Counted("dokos", Usage.PREFEREE, "odoo", 3)], ())
    (pair,) = garden.rivales
    assert (pair.communs, len(pair.phrases), pair.preferee) == (("dokos", "odoo"), 2, 3)
    assert garden.as_dict()["rivales"] == [
        {
            "communs": ["dokos", "odoo"],
            "preferee": 3,
            "phrases": [
                {"texte": "dokos 0", "commun": "dokos", "trouve": "odoo"},
                {"texte": "odoo 0", "commun": "odoo", "trouve": "dokos"},
            ],
        }
    ]


def test_people_are_shown_the_worst_only(base: Base) -> None:
    ids = [fiche.id for fiche in base.proposable()][: SHOWN + 5]
    known = [one for one in everything_found(base) if one.commun not in ids]
    text = as_text(report(base, known + [one for commun in ids for one in held(commun, "odoo")], (), ()))
    assert "et 5 de plus : --json" in text


def test_the_same_words_of_several_people_are_one_proposal() -> None:
    waiting = [
        said(1, "un cahier", "dokos", "odoo"),
        said(2, "un cahier", "dokos", "dokos", qui=2, comment=Confirmation.SUIVI),
        said(3, "voter", "dokos", None),
        said(4, "un cahier", "loomio", None),
    ]
    first, *others = gathered(waiting)
    assert (first.id, first.personnes, first.comment, first.premiers) == (1, 2, Confirmation.SUIVI, ("odoo",))
    assert [one.id for one in others] == [3, 4]
