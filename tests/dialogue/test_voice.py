"""How messages are written: hostile words stay words, spaces do not break, days and hours are French."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.escaping import account, harmless, link, linked
from aiguilleur_bot.dialogue.typography import heure, jour, no_break
from aiguilleur_bot.dialogue.voice import Voice


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("[x](javascript:alert(1))", "(x)(javascript:alert(1))"),
        ("**gras** et *penché*", "∗∗gras∗∗ et ∗penché∗"),
        ("> une citation", "une citation"),
        ("- une liste\n- deux", "une liste - deux"),
        ("@room venez", "@\u2060room venez"),
        ("voir (@all)", "voir (@\u2060all)"),
        ("écrire à asso@exemple.org", "écrire à asso@exemple.org"),
        ("{{ 7 * 7 }}", "{{ 7 ∗ 7 }}"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("+33 6 00 00 00 00", "+33 6 00 00 00 00"),
        ("#entraide:exemple.org", "#entraide:exemple.org"),
    ],
)
def test_a_value_brings_its_words_and_nothing_else(voice: Voice, hostile: str, shown: str) -> None:
    assert harmless(hostile) == shown
    message = voice.render("inconnu", {"texte": hostile})
    assert no_break(f"« {shown} »") in message


@given(st.text(max_size=300))
def test_no_value_can_write_markup(value: str) -> None:
    shown = harmless(value)
    assert not set("*[]`\n\r\u2028\x00") & set(shown)
    assert not shown.startswith((">", "- "))
    assert "@room" not in shown


def test_accounts_stay_accounts_and_broadcasts_do_not() -> None:
    assert account("@aiguilleuse-1:exemple.org") == "@aiguilleuse-1:exemple.org"
    assert account("@room") == "@\u2060room"
    assert account("@all:exemple.org") == "@\u2060all:exemple.org"
    assert account("[x](https://exemple.org)") == "(x)(https://exemple.org)"


def test_only_web_addresses_become_links() -> None:
    assert link("https://www.exemple.org/a/b") == "[exemple.org](https://www.exemple.org/a/b)"
    assert link("javascript:alert(1)") == "javascript:alert(1)"
    assert link("asso@exemple.org") == "asso@exemple.org"
    assert linked("Lisez le fil : https://exemple.org/fil/2. Puis *venez*") == (
        "Lisez le fil : [exemple.org](https://exemple.org/fil/2). Puis ∗venez∗"
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", "Pourquoi\u00a0?"),
        ("salles : oui ; non !", "salles\u00a0: oui\u00a0; non\u00a0!"),
        ("« un bail »", "«\u00a0un bail\u00a0»"),
        ("«un bail»", "«\u00a0un bail\u00a0»"),
        ("n° 42", "n°\u00a042"),
        ("à 14 h 02", "à 14\u00a0h\u00a002"),
        ("sous 2 jours", "sous 2\u00a0jours"),
        ("10 €", "10\u00a0€"),
        ("https://exemple.org/a?b=1", "https://exemple.org/a?b=1"),
        ("**1.** oui · **2.** non", "**1.** oui · **2.** non"),
    ],
)
def test_french_spaces(typed: str, printed: str) -> None:
    assert no_break(typed) == printed
    assert no_break(printed) == printed


def test_days_and_hours_are_those_of_paris() -> None:
    assert heure(datetime(2026, 11, 23, 13, 2, tzinfo=UTC)) == "14 h 02"
    assert heure("2026-07-01T22:30:00+00:00") == "0 h 30"
    assert jour("2026-07-01T22:30:00+00:00") == "2 juillet 2026"
    assert jour(date(2026, 5, 1)) == "1er mai 2026"
    assert jour("2026-11-21") == "21 novembre 2026"
    assert jour(None) == "inconnu"
    with pytest.raises(TypeError, match="une heure est attendue"):
        heure("2026-11-21")


def test_a_missing_variable_is_an_error(voice: Voice) -> None:
    with pytest.raises(jinja2.UndefinedError):
        voice.render("inconnu", {})


def test_an_unknown_prompt_is_an_error(voice: Voice) -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        voice.render("poeme", {})


def test_an_operator_may_write_their_own_sentences(tmp_path: Path) -> None:
    (tmp_path / "accueil.md.j2").write_text("Salut de {{ nom_du_reseau }}")
    (tmp_path / "non.md.j2").write_text("{# refus #}\nOK !")
    assert Voice(tmp_path).render("non", {"accueil": "chez nous"}) == "Salut de chez nous\n\nOK\u00a0!"
