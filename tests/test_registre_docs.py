"""docs/registre.md and docs/vie-privee.md say what the code keeps, and for how long."""

from __future__ import annotations

import re

import pytest
from depot import read

from aiguilleur_bot.engine.retention import WORDS
from aiguilleur_bot.settings import Delais
from aiguilleur_bot.store import accords, conservation
from aiguilleur_bot.store.registre import REGISTRE

KEPT = Delais().conservation_jours


def page(name: str) -> str:
    return read(f"docs/{name}").replace("\u00a0", " ")


TABLES, RULES = "Ce qui est gardé, table par table", "Ce que le robot efface, et quand"


def row(section: str, name: str) -> list[str]:
    """The cells of the row of a section that begins with `name`."""
    inside = page("registre.md").split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(rf"^\| `{name}` \|(.*)\|$", inside, re.MULTILINE)
    assert len(found) == 1, f"docs/registre.md : une ligne, et une seule, pour `{name}`"
    return [cell.strip() for cell in found[0].split("|")]


@pytest.mark.parametrize("name", REGISTRE)
def test_every_table_is_in_the_register_with_how_long_it_is_kept(name: str) -> None:
    what, how_long = row(TABLES, name)
    assert what
    assert how_long == REGISTRE[name].duree


@pytest.mark.parametrize("regle", conservation.REGLES, ids=lambda regle: regle.nom)
def test_every_rule_of_the_erasing_is_in_the_register_with_its_days(regle: conservation.Regle) -> None:
    what, after = row(RULES, regle.nom)
    assert what
    days = KEPT if regle.duree is None else regle.duree
    assert re.match(rf"{days} jours?\b", after), after
    assert (regle.duree is None) == ("delais.conservation_jours" in after)


def test_the_durations_that_are_no_rule_of_the_list_are_said_too() -> None:
    assert row(RULES, "mots")[1] == f"{WORDS.total_seconds() / 3600:.0f} heures"
    assert row(RULES, "personnes")[1] == f"{conservation.LINKS} jours"
    for said in (page("registre.md"), page("vie-privee.md")):
        assert f"{accords.SUIVI_FOR.days} jours" in said
        assert f"{KEPT} jours" in said


def test_the_public_notice_says_the_durations_people_care_about() -> None:
    notice = page("vie-privee.md")
    assert f"| comprendre la suite | {WORDS.total_seconds() / 3600:.0f} heures" in notice
    for word in ("mes données json", "oublie-moi", "corriger", "retirer", "CNIL"):
        assert word in notice
