"""The conversations of docs: what a person reads, word for word where it matters."""

from __future__ import annotations

import re

import pytest
from dialogue.person import CHAT, ELSEWHERE, HDF, NOW, TROUBLE, UNKNOWN, Person, asked, found

from aiguilleur_bot.dialogue.dossier import BesoinConnu, Dossier
from aiguilleur_bot.dialogue.events import Edited, Flooded, Media, SuiviDu, Taken, Withdrawn
from aiguilleur_bot.dialogue.model import (
    CancelBesoin,
    ContinueInDirect,
    CorrectBesoin,
    CountHorsPerimetre,
    Forget,
    Phase,
    PlanSuivi,
    React,
    RecordBesoin,
    RecordSuivi,
    ResumeRobot,
    ReviseAnswer,
    Say,
    WithdrawAnswer,
)
from aiguilleur_bot.vocabulary import Action, BesoinCompris, Etat, Proposition, Question, Reponse, Suite

SALLES = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"
BAIL = "quelqu'un a un modèle de bail pour une ferme collective ?"


class TestAGoodAnswerInARoom:
    def test_the_answer_fits_a_phone_and_says_who_to_call(self, in_room: Person) -> None:
        heard = in_room.says(SALLES, found("dokos", "nextcloud"))
        lines = heard.splitlines()
        assert lines[0] == "Pour réserver des salles :"
        assert lines[1] == "**1. Dokos** : salles, adhésions, factures."
        assert lines[2] == "**2. Nextcloud** : agenda et fichiers partagés, plus simple."
        assert lines[3] == "Coûts et délais : pas encore connus."
        assert lines[4].startswith(
            "À qui parler : fil d'entraide sur le forum des Tiers-Lieux, [forum.tiers-lieux.org]("
        )
        assert lines[5] == "Ou votre réseau régional : dites-moi votre département."
        assert lines[6] == "Avant de choisir : qui tiendra le planning à jour ?"
        assert lines[7] == "**1** ou **2** : détails · **humain** : quelqu'un vous écrit · **autre**"

    def test_two_options_in_a_room_three_in_direct(self, in_room: Person, in_direct: Person) -> None:
        assert "**3." not in in_room.says(SALLES, found("dokos", "nextcloud", "odoo"))
        assert "**3. Odoo" in in_direct.says(SALLES, found("dokos", "nextcloud", "odoo"))

    def test_a_departement_gives_the_network_of_the_region(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos", "nextcloud"))
        heard = in_room.says("59")
        assert heard.startswith("Hauts-de-France : **La Compagnie des Tiers-Lieux**, [compagnie.tiers-lieux.org](")
        assert "Pour Dokos : fil d'entraide sur le forum des Tiers-Lieux" in heard

    def test_a_number_opens_the_fiche(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos", "nextcloud"))
        in_room.says("59")
        heard = in_room.says("1")
        order = [
            "**Dokos** :",
            "À qui parler d'abord : **La Compagnie des Tiers-Lieux** (Hauts-de-France)",
            "**Santé du projet** : projet actif",
            "**Première étape, Temps, Difficulté, Coût** : inconnus, à demander à La Compagnie des Tiers-Lieux.",
            "**Pourquoi cette réponse** : vos mots : salles, tableur",
            "**Sinon** : Nextcloud",
            "Relevé le 21 novembre 2026 dans des documents",
            "Sources : [exemple.org](https://exemple.org/source)",
            "**humain**",
        ]
        assert sorted(heard.find(part) for part in order) == [heard.find(part) for part in order]
        assert all(part in heard for part in order)

    def test_reactions_do_what_words_do(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos", "nextcloud"))
        assert "**Nextcloud**" in in_room.taps("2️⃣")
        in_room.taps("🙋🏽‍♀️")
        assert in_room.of(RecordBesoin)

    def test_a_homonym_is_one_closed_choice(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        heard = in_room.says("Saint-Denis")
        assert "**1.** Saint-Denis (Île-de-France) · **2.** Saint-Denis (La Réunion)" in heard
        assert "je n'y connais pas encore de réseau" in in_room.says("2")
        assert "**Dokos**" in in_room.says("1")

    def test_a_place_inside_a_need_is_not_an_answer_to_the_region(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        heard = in_room.says("et pour tenir les comptes de notre asso à Lille ?", found("paheko"))
        assert heard.startswith("Pour tenir les comptes")
        assert "La Compagnie des Tiers-Lieux** (Hauts-de-France)" in heard

    @pytest.mark.parametrize("said", ["je suis à Lille", "Lille", "dans le 59", "on est dans le Nord"])
    def test_a_place_is_understood_as_people_say_it(self, in_room: Person, said: str) -> None:
        in_room.says(SALLES, found("dokos"))
        assert in_room.says(said, UNKNOWN).startswith("Hauts-de-France :")

    def test_a_need_that_names_a_town_is_a_need(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        assert "Je ne connais rien" in in_room.says("un modèle de bail à Lille", UNKNOWN)

    def test_the_region_of_the_room_is_used_without_asking(self, in_room: Person) -> None:
        heard = in_room.says(SALLES, found("dokos"), territoire_du_salon=HDF)
        assert "**La Compagnie des Tiers-Lieux** (Hauts-de-France)" in heard
        assert "département" not in heard

    def test_the_region_is_not_asked_when_somebody_answers_mail(self, in_room: Person) -> None:
        heard = in_room.says("la compta", found("paheko"))
        assert "contact@paheko.exemple" in heard
        assert "département" not in heard
        assert "Coût : gratuit ; premier essai : moins d'une heure." in heard

    def test_someone_starting_out_reads_the_question_before_the_tools(self, in_room: Person) -> None:
        heard = in_room.says("on démarre, on voudrait louer des salles", found("dokos"))
        assert heard.startswith("D'abord, à se demander : qui tiendra le planning à jour ?")
        assert heard.count("planning") == 1

    def test_autre_shows_the_next_ones_then_offers_a_human(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos", "nextcloud", "odoo"))
        assert in_room.says("autre").startswith("Autre piste, pour réserver des salles :\n**1. Odoo**")
        assert "Je n'ai pas d'autre piste" in in_room.says("autre")
        in_room.says("oui")
        (kept,) = in_room.of(RecordBesoin)
        assert kept.proposes == ("dokos", "nextcloud", "odoo")
        assert kept.action is Action.GERER

    def test_no_to_an_answer_is_not_a_new_need(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos", "nextcloud", "odoo"))
        assert "Odoo" in in_room.says("non")

    def test_two_needs_are_answered_briefly_in_one_message(self, in_direct: Person) -> None:
        one, two = found("dokos", "odoo").besoins[0], found("movilab").besoins[0]
        heard = in_direct.says("réserver nos salles, et des notes", Reponse(Suite.REPONSE, (one, two)))
        assert "Pour réserver des salles :\n**1. Dokos**" in heard
        assert "Et pour trouver des notes :\n**2. Movilab**" in heard
        assert "Odoo" not in heard

    def test_a_fiche_taken_out_of_the_base_meanwhile_is_not_shown(self, in_room: Person) -> None:
        heard = in_room.says(SALLES, found("perdu", "dokos"))
        assert "**1. Dokos**" in heard
        assert "Je ne connais rien" in in_room.says("autre besoin bien précis", found("perdu"))


class TestOneQuestion:
    def test_a_choice_leads_to_an_answer(self, in_direct: Person) -> None:
        heard = in_direct.says("on veut partager nos trucs entre nous", asked())
        assert heard.splitlines() == [
            "Pour bien comprendre, il s'agit de :",
            "**1.** fichiers, agendas",
            "**2.** ce qu'on apprend (notes, tutos)",
            "**3.** du matériel",
            "**4.** autre, ou je ne sais pas",
            "**humain** : quelqu'un vous écrit",
        ]
        assert "**1. Movilab**" in in_direct.says("2")

    @pytest.mark.parametrize("words", ["4", "je sais pas trop", "autre", "non", "🤷"])
    def test_anything_else_leads_to_a_human_with_what_was_said(self, in_direct: Person, words: str) -> None:
        in_direct.says("on veut partager nos trucs entre nous", asked())
        assert "« on veut partager nos trucs entre nous" in in_direct.says(words, CHAT)
        in_direct.says("oui")
        assert in_direct.of(RecordBesoin)[0].texte.startswith("on veut partager nos trucs entre nous")

    def test_the_words_of_a_choice_count_as_its_number(self, in_direct: Person) -> None:
        in_direct.says("on veut partager", asked())
        assert "**1. Odoo**" in in_direct.says("plutôt le matériel", CHAT)

    def test_a_second_question_in_a_row_becomes_an_answer(self, in_direct: Person) -> None:
        open_question = Reponse(Suite.QUESTION, question=Question("De quoi s'agit-il ?"))
        assert in_direct.says("nos trucs", open_question).startswith("De quoi s'agit-il ?")
        heard = in_direct.says("les partager", asked())
        assert "Voulez-vous que je transmette « nos trucs ; les partager »" in heard

    def test_the_answer_to_an_open_question_completes_the_words(self, in_direct: Person) -> None:
        in_direct.says("nos trucs", Reponse(Suite.QUESTION, question=Question("De quoi s'agit-il ?")))
        assert "**1. Dokos**" in in_direct.says("des salles", found("dokos"))
        assert in_direct.conversation.texte == "nos trucs ; des salles"


class TestNobodyCanServeItYet:
    def test_the_words_are_confirmed_then_passed_on(self, in_room: Person) -> None:
        heard = in_room.says(BAIL, UNKNOWN)
        assert heard.startswith("Je ne connais rien qui réponde vraiment à ça.")
        assert "« un modèle de bail pour une ferme collective »" in heard
        assert "**oui** · **corriger** · **non**" in heard
        assert not in_room.of(RecordBesoin)

        assert in_room.says("oui") == "C'est transmis à une personne du réseau. La suite est en message privé."
        private = in_room.heard("direct")
        assert private.startswith("C'est noté (n° 42)")
        assert "en général sous 2 jours ouvrés" in private
        (kept,) = in_room.of(RecordBesoin)
        assert (kept.numero, kept.texte) == (42, "un modèle de bail pour une ferme collective")
        assert kept.non_couvert
        assert kept.action is Action.DEVELOPPER
        assert in_room.direct is not None
        assert in_room.direct.numero == 42
        assert in_room.direct.phase is Phase.TRANSMIS

    def test_a_second_yes_records_nothing_more(self, in_room: Person) -> None:
        in_room.says(BAIL, UNKNOWN)
        in_room.says("oui")
        assert "n° 42 est transmise" in in_room.says("oui")
        assert not in_room.of(RecordBesoin)
        in_room.says("humain")
        assert not in_room.of(RecordBesoin)

    def test_no_ends_politely_and_keeps_nothing(self, in_room: Person) -> None:
        in_room.says(BAIL, UNKNOWN)
        assert "je ne transmets rien" in in_room.says("non")
        assert in_room.conversation.texte == ""

    def test_corriger_in_direct_takes_the_next_words_back_to_the_confirmation(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        in_direct.says("corriger")
        in_direct.says("un bail rural, écrire à a.b@exemple.org", UNKNOWN)
        assert "« un bail rural, écrire à (adresse masquée) »" in in_direct.heard("ici")
        in_direct.says("oui")
        assert in_direct.of(RecordBesoin)[0].texte == "un bail rural, écrire à [adresse masquée]"

    def test_corriger_in_a_room_takes_the_words_of_the_same_line(self, in_room: Person) -> None:
        in_room.says(BAIL, UNKNOWN)
        assert "**corriger :**" in in_room.says("corriger")
        assert "« un bail rural »" in in_room.says("corriger : un bail rural", UNKNOWN)

    def test_corriger_after_it_was_passed_on_changes_the_besoin(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        in_direct.says("oui")
        in_direct.says("corriger")
        in_direct.says("un bail rural")
        assert in_direct.of(CorrectBesoin) == [CorrectBesoin(42, "un bail rural")]

    def test_retirer_withdraws_it(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        in_direct.says("oui")
        assert "C'est retiré (n° 42)" in in_direct.says("retirer")
        assert in_direct.of(CancelBesoin) == [CancelBesoin(42)]
        assert "rien à retirer" in in_direct.says("retirer")

    def test_retirer_finds_the_besoin_of_another_place(self, in_direct: Person) -> None:
        held = tuple(BesoinConnu(n, "x", Etat.NOUVELLE, NOW) for n in (7, 9))
        assert "**retirer 7** · **retirer 9**" in in_direct.says("retirer", dossier=Dossier(NOW, held))
        in_direct.says("retirer 9", dossier=Dossier(NOW, held))
        assert in_direct.of(CancelBesoin) == [CancelBesoin(9)]
        in_direct.says("retirer 12", dossier=Dossier(NOW, held))
        assert not in_direct.of(CancelBesoin)

    def test_a_new_need_instead_of_yes_is_answered(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        assert "**1. Dokos**" in in_direct.says("réserver des salles", found("dokos"))

    def test_a_loan_is_for_the_neighbours(self, in_room: Person) -> None:
        heard = in_room.says("qui a un barnum ?", ELSEWHERE)
        assert heard.startswith("Demandez au salon, quelqu'un l'a sûrement.")
        assert "**humain**" in heard
        assert in_room.of(CountHorsPerimetre)
        in_room.says("humain")
        assert in_room.of(RecordBesoin)[0].texte == "qui a un barnum"


class TestHumain:
    def test_at_once_with_the_words_known(self, in_room: Person) -> None:
        in_room.says(SALLES, found("dokos"))
        in_room.says("humain")
        assert in_room.of(RecordBesoin)[0].texte == SALLES
        assert "(n° 42)" in in_room.heard("direct")

    def test_without_words_one_open_question_in_direct(self, in_room: Person) -> None:
        in_room.says("humain")
        assert "En une phrase, de quoi s'agit-il ?" in in_room.heard("direct")
        assert not in_room.of(RecordBesoin)
        there = in_room.goes_private()
        there.says("un souci de bail, 06 12 34 56 78", UNKNOWN)
        assert there.of(RecordBesoin)[0].texte == "un souci de bail, [téléphone masqué]"

    def test_insisting_is_enough(self, in_direct: Person) -> None:
        in_direct.says("humain")
        in_direct.says("humain")
        assert in_direct.of(RecordBesoin)[0].texte == "souhaite parler à une personne"

    def test_after_two_failures_a_human_is_offered(self, in_direct: Person) -> None:
        assert "Je n'ai pas compris" in in_direct.says("blabla machin", CHAT)
        assert "Voulez-vous que je transmette « et un truc bidule »" in in_direct.says("et un truc bidule", CHAT)

    def test_the_human_stretch_is_silent_until_robot(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        in_direct.says("oui")
        in_direct.does(Taken("@aiguilleuse-1:exemple.org"))
        told = in_direct.heard("direct")
        assert told == (
            "@aiguilleuse-1:exemple.org, du réseau, va vous écrire en privé. Je vous laisse ensemble.\n"
            "Pour me rappeler : **robot**."
        )
        assert in_direct.of(Say)[0].sonne
        for words in ("merci", "bonjour, voici le détail", "oui", "1", "humain"):
            in_direct.says(words, found("dokos"))
            assert in_direct.effects == ()
        assert "**mes données**" in in_direct.says("aide")
        assert "reste suivie par une personne" in in_direct.says("robot")
        assert in_direct.of(ResumeRobot) == [ResumeRobot(42)]
        assert "**1. Dokos**" in in_direct.says("réserver des salles", found("dokos"))


class TestSomeoneInTrouble:
    LOYER = "on ne paie plus le loyer, on va devoir fermer"

    def test_nothing_of_it_in_public(self, in_room: Person) -> None:
        assert in_room.says(self.LOYER, TROUBLE) == "Merci de l'avoir écrit. Je vous réponds en privé."
        private = in_room.heard("direct")
        assert private.startswith("Je suis un robot, je ne peux pas évaluer votre situation.")
        assert "**oui** · **non**" in private
        there = in_room.goes_private()
        heard = there.says("oui")
        (kept,) = there.of(RecordBesoin)
        assert kept.appui == "coup-dur"
        assert kept.proposes == ()
        assert "deux personnes du réseau" in heard
        assert "n°" not in heard
        assert "loyer" not in heard

    def test_no_number_is_ever_said_to_them(self, in_direct: Person) -> None:
        in_direct.says(self.LOYER, TROUBLE)
        in_direct.says("oui")
        for words in ("oui", "corriger : on ferme demain", "robot", "retirer"):
            assert "42" not in in_direct.says(words)

    def test_nobody_is_told_before_the_yes(self, in_direct: Person) -> None:
        in_direct.says(self.LOYER, TROUBLE)
        in_direct.says("je ne sais plus quoi faire", CHAT)
        assert not in_direct.of(RecordBesoin)
        assert "je ne préviens personne" in in_direct.says("non")
        assert not in_direct.of(RecordBesoin)

    def test_humain_in_the_room_rings_two_people_too(self, in_room: Person) -> None:
        in_room.says(self.LOYER, TROUBLE)
        in_room.says("humain")
        assert in_room.of(RecordBesoin)[0].appui == "coup-dur"

    def test_trouble_said_in_the_middle_of_anything_comes_first(self, in_direct: Person) -> None:
        in_direct.says("on veut partager nos trucs", asked())
        assert in_direct.says(self.LOYER, TROUBLE).startswith("Merci de l'avoir écrit. Je suis un robot")
        in_direct.says("corriger", None)
        assert not in_direct.of(RecordBesoin)


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


def test_the_nearest_ones_go_with_a_besoin_nobody_serves(in_direct: Person) -> None:
    near = BesoinCompris("x", Action.GERER, 0.2, (Proposition("dokos", "Dokos", 0.2),))
    in_direct.says(BAIL, Reponse(Suite.INCONNU, (near,)))
    in_direct.says("oui")
    assert in_direct.of(RecordBesoin)[0].proches == ("dokos",)
