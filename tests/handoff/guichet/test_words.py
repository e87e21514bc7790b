"""Words and taps of aiguilleurs, and talk that is none of them."""

from __future__ import annotations

import pytest

from aiguilleur_bot.handoff.guichet.words import Mot, Word, near, read, read_tap


@pytest.mark.parametrize(
    "texte", ["prendre", "Prendre !", "je prends", "Je prends.", "JE PRENDS", "✋", "✋🏽", "je le prends"]
)
def test_taking_without_a_number(texte: str) -> None:
    assert read(texte) == Word(Mot.PRENDRE)


@pytest.mark.parametrize(
    "texte",
    ["prendre 42", "je prends le 42", "prendre n° 42", "je prends le n°42", "Prendre n° 42 !", "n° 42, prendre"],
)
def test_taking_with_a_number(texte: str) -> None:
    assert read(texte) == Word(Mot.PRENDRE, 42)


@pytest.mark.parametrize(
    ("texte", "word"),
    [
        ("passer", Word(Mot.PASSER)),
        ("je passe le 42", Word(Mot.PASSER, 42)),
        ("relâcher", Word(Mot.RELACHER)),
        ("Je rends.", Word(Mot.RELACHER)),
        ("je le rends", Word(Mot.RELACHER)),
        ("contact", Word(Mot.CONTACT)),
        ("c’est fait", Word(Mot.CONTACT)),
        ("42 contacté", Word(Mot.CONTACT, 42)),
        ("Je lui ai écrit", Word(Mot.CONTACT)),
        ("clore", Word(Mot.CLORE)),
        ("n° 42 clos", Word(Mot.CLORE, 42)),
        ("clore le 42 svp", Word(Mot.CLORE, 42)),
        ("le 42 est clos", Word(Mot.CLORE, 42)),
        ("rouvrir 42", Word(Mot.ROUVRIR, 42)),
        ("je reprends", Word(Mot.REPRENDRE)),
        ("préparer", Word(Mot.PREPARER)),
        ("mes besoins", Word(Mot.MES_BESOINS)),
        ("aide", Word(Mot.AIDE)),
        ("attendre 42 jusqu'au 12/12", Word(Mot.ATTENDRE, 42, reste="jusqu'au 12/12")),
        ("en attente", Word(Mot.ATTENDRE)),
        ("transmettre 42 à @sasha:exemple.org", Word(Mot.TRANSMETTRE, 42, "@sasha:exemple.org", "à")),
        ("d'accord", Word(Mot.OUI)),
        ("2", Word(Mot.CHOIX, choix=2)),
        ("le 2", Word(Mot.CHOIX, choix=2)),
    ],
)
def test_each_word_in_the_forms_people_use(texte: str, word: Word) -> None:
    assert read(texte) == word


def test_a_mention_is_the_account_even_when_its_words_are_a_name() -> None:
    assert read("transmettre Sasha", ("@sasha:exemple.org",)) == Word(
        Mot.TRANSMETTRE, None, "@sasha:exemple.org", "Sasha"
    )


@pytest.mark.parametrize(
    "texte",
    [
        *("je prends le train", "on peut prendre un café ?", "qui prend ?", "", "42", "je prends 3 jours de congé"),
        *("merci", "c'est fait pour ça", "on va clore le débat", "je passe demain", "aide-moi à trouver un outil"),
    ],
)
def test_talk_is_no_word(texte: str) -> None:
    assert read(texte) is None


@pytest.mark.parametrize("cle", ["✋", "✋🏿", "✋\ufe0f", "🙋‍♀️", "🙋🏽‍♂️", "🖐️"])
def test_a_hand_of_any_colour_takes(cle: str) -> None:
    assert read_tap(cle) == Word(Mot.PRENDRE)


def test_thumbs_and_numbers_answer() -> None:
    assert read_tap("👍🏾") == Word(Mot.OUI)
    assert read_tap("👎") == Word(Mot.NON)
    assert read_tap("2️⃣") == Word(Mot.CHOIX, choix=2)
    assert read_tap("❤️") is None
    assert read_tap("") is None


@pytest.mark.parametrize(
    ("texte", "mot"),
    [
        *(("cloer", Mot.CLORE), ("relachr", Mot.RELACHER), ("mes besoin", Mot.MES_BESOINS), ("prepaper", Mot.PREPARER)),
        *(("clore", None), ("bonjour", None), ("on cherche un bail", None), ("", None)),
    ],
)
def test_nearly_a_word_is_suggested(texte: str, mot: Mot | None) -> None:
    assert near(texte) == mot
