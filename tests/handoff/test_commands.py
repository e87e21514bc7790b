"""Words and hands that take a besoin, and talk that does not."""

from __future__ import annotations

import pytest

from aiguilleur_bot.handoff.commands import Take, read, read_reaction


@pytest.mark.parametrize(
    "texte", ["prendre", "Prendre !", "je prends", "Je prends.", "JE PRENDS", "✋", "✋🏽", "je le prends"]
)
def test_taking_without_a_number(texte: str) -> None:
    assert read(texte) == Take()


@pytest.mark.parametrize(
    "texte", ["prendre 42", "je prends le 42", "prendre n° 42", "je prends le n°42", "Prendre n° 42 !"]
)
def test_taking_with_a_number(texte: str) -> None:
    assert read(texte) == Take(42)


@pytest.mark.parametrize(
    "texte",
    ["je prends le train", "on peut prendre un café ?", "qui prend ?", "", "42", "je prends 3 jours de congé", "merci"],
)
def test_talk_takes_nothing(texte: str) -> None:
    assert read(texte) is None


@pytest.mark.parametrize("cle", ["✋", "✋🏿", "✋\ufe0f", "🙋‍♀️", "🙋🏽‍♂️", "🖐️"])
def test_a_hand_of_any_colour_takes(cle: str) -> None:
    assert read_reaction(cle) == Take()


@pytest.mark.parametrize("cle", ["👍", "❤️", "prendre", ""])
def test_other_reactions_are_talk(cle: str) -> None:
    assert read_reaction(cle) is None
