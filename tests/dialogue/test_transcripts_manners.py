"""The conversations of docs around an answer: manners, edits and withdrawals, rights, what is asked weeks later."""

from __future__ import annotations

import re

import pytest
from dialogue.person import CHAT, NOW, TROUBLE, UNKNOWN, Person, found

from aiguilleur_bot.dialogue.dossier import BesoinConnu, Dossier
from aiguilleur_bot.dialogue.events import Edited, Flooded, Media, SuiviDu, Taken, Withdrawn
from aiguilleur_bot.dialogue.model import (
    ContinueInDirect,
    Forget,
    Phase,
    PlanSuivi,
    React,
    RecordBesoin,
    RecordSuivi,
    ReviseAnswer,
    WithdrawAnswer,
)
from aiguilleur_bot.vocabulary import Etat

SALLES = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"
BAIL = "quelqu'un a un modèle de bail pour une ferme collective ?"


class TestManners:
    def test_first_contact_is_two_lines_once(self, in_room: Person) -> None:
        heard = in_room.says(SALLES, found("dokos"), nouveau=True, nom_du_reseau="des tiers-lieux")
        first, second, blank, answer, *_ = heard.splitlines()
        assert first == (
            "Bonjour, je suis un robot du réseau des tiers-lieux. J'oriente vers des ressources et des personnes."
        )
        assert second == "Je garde votre demande 7 jours. **humain** : parler à quelqu'un · **aide**"
        assert (blank, answer) == ("", "Pour réserver des salles :")
        assert "Bonjour" not in in_room.says("1")

    def test_thanks_get_a_thumb_and_no_message(self, in_direct: Person) -> None:
        in_direct.says("merci !")
        assert in_direct.effects == (React("👍"),)

    def test_a_greeting_is_not_a_failure(self, in_direct: Person) -> None:
        assert "Dites-moi votre besoin" in in_direct.says("Bonjour")
        assert in_direct.conversation.essais == 0
        assert in_direct.says("Bonjour, vous allez bien ?", CHAT).startswith("Dites-moi votre besoin")

    def test_an_edited_question_edits_the_answer(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        assert "Paheko" in in_room.does(Edited("la compta de l'asso"), found("paheko"))
        assert len(in_room.of(ReviseAnswer)) == 1
        assert in_room.conversation.choix == (("paheko",),)

    def test_an_edit_that_says_trouble_hides_the_answer(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        in_room.does(Edited("on va devoir fermer"), TROUBLE)
        assert in_room.of(ReviseAnswer)[0].modele == "sensible_salon"
        assert in_room.of(ContinueInDirect)

    def test_a_deleted_question_takes_the_answer_and_the_words_with_it(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        in_room.does(Withdrawn())
        assert in_room.effects == (WithdrawAnswer(),)
        assert in_room.conversation.texte == ""
        assert in_room.conversation.reponse is None

    def test_a_deleted_question_already_passed_on_is_said_to_remain(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        in_direct.says("oui")
        assert "La demande n° 42 reste transmise" in in_direct.does(Withdrawn())

    def test_only_text_is_read_and_it_is_said_once(self, in_direct: Person) -> None:
        assert "Je ne lis que le texte" in in_direct.does(Media())
        assert in_direct.does(Media()) == ""
        assert in_direct.of(React)

    def test_a_flood_gets_one_polite_line(self, in_direct: Person) -> None:
        assert "plus vite que je ne lis" in in_direct.does(Flooded())

    def test_help_is_three_commands_and_the_source_code(self, in_direct: Person) -> None:
        heard = in_direct.says("aide", source="https://code.exemple.org/aiguilleur")
        assert len(re.findall(r"^- \*\*", heard, re.MULTILINE)) == 3
        assert "**oublie-moi**" in heard
        assert "[mon code source](https://code.exemple.org/aiguilleur)" in heard

    @pytest.mark.parametrize(("typed", "meant"), [("mes donnes", "mes données"), ("Humian", "humain")])
    def test_nearly_a_command(self, in_direct: Person, typed: str, meant: str) -> None:
        assert f"Vouliez-vous dire **{meant}** ?" in in_direct.says(typed, CHAT)

    def test_yes_to_nearly_a_command_runs_it(self, in_direct: Person) -> None:
        in_direct.says("mes donnes", UNKNOWN)
        assert "Ce que je garde de vous" in in_direct.says("oui")

    def test_a_clear_need_is_never_nearly_a_command(self, in_direct: Person) -> None:
        assert "**1. Dokos**" in in_direct.says("un robota", found("dokos"))
        assert "**1. Dokos**" in in_direct.says("robota", found("dokos"))


class TestRights:
    DOSSIER = Dossier(
        NOW, (BesoinConnu(42, "un bail @room", Etat.PRISE_EN_CHARGE, NOW, "@aiguilleuse-1:exemple.org"),), 2, 1
    )

    def test_everything_held_is_shown_in_direct_only(self, in_room: Person) -> None:
        assert in_room.says("mes données", dossier=self.DOSSIER) == "Je vous réponds en message privé."
        private = in_room.heard("direct")
        assert "n° 42, le 23 novembre 2026, prise, par @aiguilleuse-1:exemple.org : « un bail @\u2060room »" in private
        assert "Conversations encore en mémoire : 2" in private
        assert "Rappels prévus : 1" in private

    def test_oublie_moi_erases_and_says_what(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        in_room.says("oublie-moi", dossier=self.DOSSIER)
        assert in_room.of(Forget)
        private = in_room.heard("direct")
        assert "C'est effacé : 1 demande, 2 conversations, 1 rappel, 0 phrase." in private
        assert "La personne qui suivait la n° 42 est prévenue." in private
        assert in_room.conversation.texte == ""

    def test_both_work_while_a_human_holds_the_besoin(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        in_direct.says("oui")
        in_direct.does(Taken("@aiguilleuse-1:exemple.org"))
        assert "Ce que je garde de vous" in in_direct.says("mes données", dossier=self.DOSSIER)
        in_direct.says("oublie-moi", dossier=self.DOSSIER)
        assert in_direct.of(Forget)
        assert in_direct.conversation.phase is Phase.LIBRE


class TestFollowUp:
    ASK = "Puis-je vous redemander dans 15 jours"

    def test_asked_once_in_direct_after_a_fiche(self, in_direct: Person) -> None:
        in_direct.says(SALLES, found("dokos", "odoo"))
        assert self.ASK in in_direct.says("1")
        in_direct.says("oui")
        assert in_direct.of(PlanSuivi) == [PlanSuivi(15, "réserver des salles", "dokos")]
        assert self.ASK not in in_direct.says("2")

    def test_never_asked_in_a_room(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        assert self.ASK not in in_room.says("1")

    def test_no_answer_means_no(self, in_direct: Person) -> None:
        in_direct.says(SALLES, found("dokos", "odoo", "nextcloud"))
        in_direct.says("1")
        assert "**Odoo**" in in_direct.says("2")
        in_direct.says("autre chose à demander", UNKNOWN)
        in_direct.says("oui")
        assert in_direct.of(RecordBesoin)
        assert not in_direct.of(PlanSuivi)

    def test_the_questions_come_one_at_a_time(self, in_direct: Person) -> None:
        in_direct.does(SuiviDu("réserver des salles"))
        assert "Il y a deux semaines, vous cherchiez à réserver des salles." in in_direct.heard("direct")
        assert "Avez-vous pu parler à quelqu'un ?" in in_direct.says("un peu")
        assert in_direct.of(RecordSuivi) == [RecordSuivi("un-peu", encore=True)]
        in_direct.says("non")
        assert in_direct.of(RecordSuivi) == [RecordSuivi("un-peu", encore=True, parle=False)]
        assert in_direct.conversation.phase is Phase.LIBRE

    def test_never_again_is_heard(self, in_direct: Person) -> None:
        in_direct.does(SuiviDu("réserver des salles"))
        in_direct.says("4")
        assert in_direct.of(RecordSuivi) == [RecordSuivi("sans-reponse", encore=False)]

    def test_not_while_a_human_is_there(self, in_direct: Person) -> None:
        in_direct.does(Taken("@a:exemple.org"))
        in_direct.does(SuiviDu("réserver des salles"))
        assert in_direct.effects == ()
