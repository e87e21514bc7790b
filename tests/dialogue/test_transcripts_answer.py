"""The conversations of docs, answered: what a person reads when something serves, word for word where it matters."""

from __future__ import annotations

import pytest
from dialogue.person import CHAT, HDF, UNKNOWN, Person, asked, found

from aiguilleur_bot.dialogue.model import (
    RecordBesoin,
)
from aiguilleur_bot.vocabulary import Action, Question, Reponse, Suite

SALLES = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"


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
