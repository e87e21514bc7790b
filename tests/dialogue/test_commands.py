"""What counts as a command, as a reaction, as nearly one, and as nothing."""

from __future__ import annotations

import pytest
from dialogue.person import SmallSavoir

from aiguilleur_bot.dialogue.commands import near, read, read_tap, strip_reaction
from aiguilleur_bot.dialogue.events import Edited, Tap, Words
from aiguilleur_bot.dialogue.model import Conversation, Phase
from aiguilleur_bot.dialogue.mots import ALL, Command, Mot
from aiguilleur_bot.dialogue.step import listens, wants_dossier, wants_matching
from aiguilleur_bot.knowledge.folding import flat


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("Aide", Command(Mot.AIDE)),
        ("HUMAIN !", Command(Mot.HUMAIN)),
        ("parler à quelqu’un", Command(Mot.HUMAIN)),
        ("mes donnees", Command(Mot.MES_DONNEES)),
        ("« Mes données »", Command(Mot.MES_DONNEES)),
        ("oublie moi", Command(Mot.OUBLIE_MOI)),
        ("Oublie-moi.", Command(Mot.OUBLIE_MOI)),
        ("d'accord", Command(Mot.OUI)),
        ("Oui, s’il vous plaît", Command(Mot.OUI)),
        ("non merci", Command(Mot.NON)),
        ("2.", Command(Mot.CHOIX, 2)),
        ("le 3", Command(Mot.CHOIX, 3)),
        ("1️⃣", Command(Mot.CHOIX, 1)),
        ("👍🏿", Command(Mot.OUI)),
        ("retirer le n° 42", Command(Mot.RETIRER, 42)),
        ("corriger : un bail rural", Command(Mot.CORRIGER, reste="un bail rural")),
        ("Humain, on a un souci", Command(Mot.HUMAIN, reste="on a un souci")),
        ("merci beaucoup !!", Command(Mot.MERCI)),
        ("carrément !", Command(Mot.OUI)),
        ("oui je veux bien merci beaucoup", Command(Mot.OUI)),
        ("bien sûr", Command(Mot.OUI)),
        ("en fait si", Command(Mot.OUI)),
        ("plutôt non", Command(Mot.NON)),
        ("pas maintenant", Command(Mot.NON)),
        ("non non laissez tomber", Command(Mot.NON)),
        ("le premier", Command(Mot.CHOIX, 1)),
        ("la deux", Command(Mot.CHOIX, 2)),
        ("les deux", Command(Mot.CHOIX, ALL)),
        ("aucun des deux", Command(Mot.AUTRE)),
        ("c'est pas ça que je cherche", Command(Mot.AUTRE)),
        ("oublie moi stp", Command(Mot.OUBLIE_MOI)),
        ("Supprimez mes données", Command(Mot.OUBLIE_MOI)),
        ("vous gardez quoi sur moi ?", Command(Mot.MES_DONNEES)),
        ("vous gardez mes données ?", Command(Mot.VIE_PRIVEE)),
        ("qui êtes-vous ?", Command(Mot.QUI_ES_TU)),
        ("t'es un robot ?", Command(Mot.QUI_ES_TU)),
        ("c'est gratuit ?", Command(Mot.DETAILS)),
        ("je préfère parler à une vraie personne", Command(Mot.HUMAIN)),
        ("est-ce que quelqu'un peut m'appeler ?", Command(Mot.HUMAIN)),
        ("appelez-moi au 06 12 34 56 78", Command(Mot.HUMAIN)),
        ("c'est quoi la différence ?", Command(Mot.DETAILS)),
        ("merci pour tout vous êtes au top", Command(Mot.MERCI)),
        ("Bonne journée !", Command(Mot.MERCI)),
        ("Cordialement", Command(Mot.MERCI)),
    ],
)
def test_words_read_as_commands(typed: str, command: Command) -> None:
    assert read(typed) == command


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "59",
            "01",
            "5",
            "12",
            "oui mais pas tout de suite",
            "corriger nos factures",
            "un logiciel",
            "aidez-moi",
            "?",
        ),
        *(
            "merci de me dire comment faire la compta",
            "parler à quelqu'un qui a ouvert un café",
            "un humain pour l'accueil",
        ),
        *("comment garder les données de nos adhérents", "un humain pour l'accueil"),
    ],
)
def test_words_that_are_no_command(typed: str) -> None:
    assert read(typed) is None


@pytest.mark.parametrize(
    ("key", "mot"),
    [("🙋", Mot.HUMAIN), ("🙋🏾‍♂️", Mot.HUMAIN), ("✅", Mot.OUI), ("✔️", Mot.OUI), ("👎🏻", Mot.NON), ("❌", Mot.NON)],
)
def test_reactions(key: str, mot: Mot) -> None:
    command = read_tap(key)
    assert command is not None
    assert command.mot is mot


def test_reactions_that_mean_nothing_here() -> None:
    assert [read_tap(key) for key in ("🎉", "😂", "5️⃣", "", "oui")] == [None] * 5
    assert strip_reaction("🙋🏾‍♂️") == "🙋"


@pytest.mark.parametrize(
    ("typed", "mot"),
    [
        ("humian", Mot.HUMAIN),
        ("humin", Mot.HUMAIN),
        ("umain", Mot.HUMAIN),
        ("mes donées svp", Mot.MES_DONNEES),
        ("aidr", Mot.AIDE),
        ("retirrer", Mot.RETIRER),
        ("mes donnes", Mot.MES_DONNEES),
        ("oublier-moi", Mot.OUBLIE_MOI),
        ("demain", None),
        ("romain", None),
        ("vide", None),
        ("humain", None),
        ("réserver des salles", None),
        ("mes données de réservation", None),
        ("au", None),
    ],
)
def test_nearly_a_command(typed: str, mot: Mot | None) -> None:
    assert near(typed) is mot


def test_folding_forgets_what_people_do_not_type() -> None:
    assert flat("  L’ŒUVRE  d’Été — n° 2 ! ") == "l oeuvre d ete n 2"


ANSWERED = Conversation(direct=False, phase=Phase.REPONDU, choix=(("dokos",), ("odoo",)), territoire_demande=True)


@pytest.mark.parametrize(
    ("conversation", "texte", "heard"),
    [
        (None, "1", False),
        (ANSWERED, "1", True),
        (ANSWERED, "3", False),
        (ANSWERED, "le 1", False),
        (ANSWERED, "autre", True),
        (ANSWERED, "Humain !", True),
        (ANSWERED, "59", True),
        (ANSWERED, "dans le 59", True),
        (ANSWERED, "Lille", True),
        (ANSWERED, "oui", False),
        (ANSWERED, "d'accord", False),
        (ANSWERED, "merci", False),
        (ANSWERED, "on verra ça demain avec les autres", False),
        (Conversation(direct=False, phase=Phase.CONFIRMATION), "oui", True),
        (Conversation(direct=False, phase=Phase.CONFIRMATION), "ok", False),
        (Conversation(direct=False, phase=Phase.CONFIRMATION), "corriger : un bail", True),
        (Conversation(direct=False, phase=Phase.CONFIRMATION), "Lille", False),
        (Conversation(direct=False, phase=Phase.HUMAIN), "robot", True),
        (Conversation(direct=False, phase=Phase.HUMAIN), "humain", False),
        (Conversation(direct=False, phase=Phase.LIBRE), "robot", False),
    ],
)
def test_in_a_thread_only_exact_words_count(conversation: Conversation | None, texte: str, heard: bool) -> None:
    assert listens(conversation, texte, SmallSavoir()) is heard


@pytest.mark.parametrize(
    ("conversation", "texte", "matched"),
    [
        (ANSWERED, "réserver des salles", "réserver des salles"),
        (ANSWERED, "1", None),
        (ANSWERED, "merci !", None),
        (ANSWERED, "59", None),
        (ANSWERED, "…", None),
        (ANSWERED, "humain : on va mal", "on va mal"),
        (Conversation(direct=True, phase=Phase.HUMAIN), "réserver des salles", None),
        (Conversation(direct=True, phase=Phase.QUESTION, texte="nos trucs"), "salles", "nos trucs ; salles"),
    ],
)
def test_only_free_words_are_matched(conversation: Conversation, texte: str, matched: str | None) -> None:
    assert wants_matching(conversation, Words(texte)) == matched


def test_an_edit_is_matched_until_it_is_in_human_hands() -> None:
    assert wants_matching(ANSWERED, Edited("la compta")) == "la compta"
    assert wants_matching(ANSWERED, Edited("humain")) is None
    assert wants_matching(Conversation(direct=True, phase=Phase.TRANSMIS), Edited("la compta")) is None


def test_what_is_held_is_fetched_only_when_asked_for() -> None:
    assert wants_dossier(ANSWERED, Words("mes données"))
    assert wants_dossier(Conversation(direct=True, suggestion="mes données"), Tap("👍"))
    assert not wants_dossier(ANSWERED, Words("oui"))
    assert not wants_dossier(ANSWERED, Words("réserver des salles"))
