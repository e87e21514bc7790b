"""What must not travel with the words of a besoin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.besoin_words import LONGEST, besoin_words
from aiguilleur_bot.dialogue.masking import mask


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("écrire à une.personne+asso@exemple.org svp", "écrire à [adresse masquée] svp"),
        ("moi (arobase) exemple (point) org", "[adresse masquée]"),
        ("06 12 34 56 78", "[téléphone masqué]"),
        ("06.12.34.56.78 ou 0612345678", "[téléphone masqué] ou [téléphone masqué]"),
        ("+33 (0)6 12 34 56 78", "[téléphone masqué]"),
        ("0033 3 20 11 22 33", "[téléphone masqué]"),
        ("RIB FR76 3000 6000 0112 3456 7890 189", "RIB [compte masqué]"),
        ("siret 123 456 789 00012", "siret [numéro masqué]"),
        ("le mot de passe c'est azerty12, voilà", "le mot de passe c'est [secret masqué] voilà"),
        ("on a perdu le mot de passe", "on a perdu le mot de passe"),
        ("demandez à @une-personne:exemple.org", "demandez à [compte masqué]"),
        ("https://exemple.org/salles", "https://exemple.org/salles"),
        ("https://exemple.org/s?token=abcdef&x=1", "[lien masqué]"),
        ("https://qui:motdepasse@exemple.org/", "[lien masqué]"),
        ("https://docs.exemple.org/d/1AbCdEf0123456789xyzABCDEF/edit", "[lien masqué]"),
        ("en 2023-2024, 1 200 m2 à 59000 Lille", "en 2023-2024, 1 200 m2 à 59000 Lille"),
        ("on est 12, budget 3 500 €", "on est 12, budget 3 500 €"),
    ],
)
def test_what_is_masked_and_what_stays(said: str, masked: str) -> None:
    assert mask(said) == masked


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "@aiguilleur:exemple.org quelqu'un a un modèle de bail pour une ferme ?",
            "un modèle de bail pour une ferme",
        ),
        ("aiguilleur, on galère avec les salles", "on galère avec les salles"),
        ("Bonjour à tous, on cherche un lieu. Merci d'avance !", "on cherche un lieu"),
        ("Bonjour", "Bonjour"),
        ("qui a un barnum ?", "qui a un barnum"),
        ("dis @aiguilleur on partage nos fichiers", "dis on partage nos fichiers"),
        ("  ligne une\n> ligne\tdeux  ", "ligne une > ligne deux"),
        ("???", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_besoin(said: str, words: str) -> None:
    assert besoin_words(said) == words


@given(st.text(max_size=2000))
def test_words_are_short_on_one_line_and_masked(said: str) -> None:
    words = besoin_words(said)
    assert len(words) <= LONGEST
    assert "\n" not in words
    assert mask(mask(said)) == mask(said)


@given(st.emails(domains=st.just("exemple.org")), st.text(max_size=30))
def test_no_ordinary_address_survives(address: str, around: str) -> None:
    if address.replace("@", "").replace(".", "").replace("-", "").replace("_", "").isalnum():
        assert address not in mask(f"{around} {address} {around}")
