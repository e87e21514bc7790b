"""What people who never heard of the bot stumbled on: one test for each stumble."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialogue.person import CHAT, ELSEWHERE, RESEAU, TROUBLE, UNKNOWN, Person, SmallSavoir, found, make_fiche

from aiguilleur_bot.dialogue.contacts import network_shown
from aiguilleur_bot.dialogue.model import Forget, Phase, React, RecordBesoin
from aiguilleur_bot.dialogue.shapes import cross_with_the_bot
from aiguilleur_bot.knowledge.schema import Reseau
from aiguilleur_bot.vocabulary import Intention, Territoire

BAIL = "quelqu'un a un modèle de bail pour une ferme collective ?"
SALLES = "on galère avec les réservations de nos salles"
LOYER = "on ne paie plus le loyer, on va devoir fermer"


class TestAboutTheRobot:
    @pytest.mark.parametrize("words", ["qui êtes-vous ?", "tu fais quoi ?", "t'es un robot ?", "ça va ?"])
    def test_it_says_what_it_is(self, in_direct: Person, words: str) -> None:
        heard = in_direct.says(words)
        assert heard.startswith("Je suis un robot, pas une personne.")
        assert "**humain**" in heard

    def test_it_does_not_introduce_itself_twice(self, in_direct: Person) -> None:
        heard = in_direct.says("qui êtes-vous ?", nouveau=True, nom_du_reseau="des tiers-lieux")
        assert heard.count("je suis un robot") + heard.count("Je suis un robot") == 1

    def test_a_question_about_data_is_not_a_need_for_a_tool(self, in_direct: Person) -> None:
        heard = in_direct.says("vous gardez mes données ?", found("dokos"))
        assert heard.startswith("J'efface nos messages au bout de 7 jours.")
        assert "**oublie-moi** : tout effacer" in heard
        assert not in_direct.of(Forget)

    def test_a_first_bonjour_is_not_told_the_same_words_twice(self, in_direct: Person) -> None:
        assert in_direct.says("bonjour", nouveau=True).count("**humain**") == 1
        assert in_direct.says("bonjour").count("**humain**") == 1

    def test_mistyped_rights_come_before_any_tool(self, in_direct: Person) -> None:
        assert "Vouliez-vous dire **mes données** ?" in in_direct.says("mes donées", found("dokos"))
        assert "Ce que je garde de vous" in in_direct.says("oui")


class TestAnger:
    @pytest.mark.parametrize(
        "words", ["vous servez à rien", "t'es nul connard", "ta gueule", "ça fait 3 fois que je demande"]
    )
    def test_an_insult_is_never_passed_on(self, in_direct: Person, words: str) -> None:
        for _ in range(2):
            heard = in_direct.says(words, CHAT)
            assert heard.startswith("Désolé, je suis un robot et je comprends mal.")
            assert "**humain**" in heard
        assert in_direct.conversation.texte == ""

    @pytest.mark.parametrize("words", ["notre wifi est nul part", "la chaudière ne marche pas", "on manque de bras"])
    def test_a_need_is_not_anger(self, words: str) -> None:
        assert not cross_with_the_bot(words)

    def test_nonsense_is_not_quoted_back(self, in_direct: Person) -> None:
        assert "Je n'ai pas compris" in in_direct.says("osef", UNKNOWN)
        assert in_direct.says("tkt", CHAT).startswith("Désolé")

    def test_what_was_said_before_is_what_is_offered(self, in_direct: Person) -> None:
        in_direct.says(SALLES, found("dokos"))
        in_direct.says("hein", CHAT)
        assert f"« {SALLES} »" in in_direct.says("bof", CHAT)


class TestChangingOnesMind:
    def test_yes_after_no_calls_a_human(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        in_direct.says("non")
        assert "de quoi s'agit-il" in in_direct.says("en fait si")
        assert not in_direct.of(RecordBesoin)

    def test_somebody_in_trouble_may_too(self, in_direct: Person) -> None:
        in_direct.says(LOYER, TROUBLE)
        in_direct.says("non")
        in_direct.says("en fait oui")
        in_direct.says(LOYER, TROUBLE)
        assert in_direct.of(RecordBesoin)[0].appui == "coup-dur"

    def test_thanks_instead_of_yes_is_told_that_nothing_left(self, in_direct: Person) -> None:
        in_direct.says(BAIL, UNKNOWN)
        assert in_direct.says("ok merci").startswith("Rien n'est transmis pour l'instant")
        assert not in_direct.of(RecordBesoin)
        in_direct.says("oui")
        in_direct.says("merci")
        assert in_direct.effects == (React("👍"),)


class TestTrouble:
    def test_an_emergency_number_is_there_from_the_first_message(self, in_direct: Person) -> None:
        assert "**112**" in in_direct.says(LOYER, TROUBLE)
        assert "**3114**" in in_direct.says("non")

    def test_more_of_it_is_not_answered_with_the_same_words(self, in_direct: Person) -> None:
        first = in_direct.says(LOYER, TROUBLE)
        second = in_direct.says("je n'en dors plus", TROUBLE)
        assert second != first
        assert second.startswith("Je vous lis")
        in_direct.says("oui")
        assert in_direct.of(RecordBesoin)[0].texte == f"{LOYER} ; je n'en dors plus"


class TestWhere:
    def test_a_place_alone_is_a_place_whatever_was_matched(self, in_direct: Person) -> None:
        in_direct.says(SALLES, found("dokos"))
        assert in_direct.says("je suis dans le Nord", TROUBLE).startswith("Hauts-de-France :")
        assert in_direct.says("Saint-Denis", found("paheko")).startswith("De quel endroit s'agit-il ?")

    def test_trouble_somewhere_is_trouble(self, in_direct: Person) -> None:
        in_direct.says(SALLES, found("dokos"))
        in_direct.says("je suis à bout à Lille", TROUBLE)
        assert in_direct.conversation.phase is Phase.SENSIBLE

    @pytest.mark.parametrize("words", ["Trifouilly-les-Oies", "dans le sud"])
    def test_an_unknown_place_is_not_a_need(self, in_direct: Person, words: str) -> None:
        in_direct.says(SALLES, found("dokos"))
        assert in_direct.says(words, UNKNOWN).startswith("Je ne reconnais pas cet endroit.")
        assert in_direct.says("59").startswith("Hauts-de-France :")
        assert "**Dokos**" in in_direct.says("1")

    @pytest.mark.parametrize("words", ["c'est quoi le prix public", "en quoi ça consiste ?"])
    def test_a_question_is_not_a_place(self, in_direct: Person, words: str) -> None:
        in_direct.says(SALLES, found("dokos"))
        assert "endroit" not in in_direct.says(words, UNKNOWN)

    def test_the_place_said_to_a_human_is_on_the_card(self, in_direct: Person) -> None:
        in_direct.says("humain")
        in_direct.says("une recyclerie à Lille", UNKNOWN)
        where = in_direct.of(RecordBesoin)[0].territoire
        assert where is not None
        assert where.nom == "Hauts-de-France"

    def test_the_same_address_is_given_once(self) -> None:
        where = Territoire("32", "Hauts-de-France")
        form = {"libelle": "le formulaire", "type": "formulaire", "source": "test"}
        contacts = [{**form, "valeur": "https://www.compagnie.tiers-lieux.org/aide"}]
        spelt_out = {**RESEAU.model_dump(), "nom": "La Compagnie (des Tiers-Lieux)", "contacts": contacts}
        network = Reseau.model_validate(spelt_out)
        shown = network_shown(network, where)
        assert shown is not None
        assert shown["site"] == ""
        assert shown["nom"] == "La Compagnie"


class TestWhatIsShown:
    def test_another_use_is_not_said_to_serve_the_need(self, in_direct: Person) -> None:
        heard = in_direct.says(SALLES, found("dokos", "nextcloud", "movilab-autre"), savoir=WITH_ANOTHER_USE)
        assert "**2. Nextcloud**" in heard.split("Peut aider aussi :")[0]
        assert "**3. Movilab-autre**" in heard.split("Peut aider aussi :")[1]

    def test_asked_by_name_it_is_shown_alone(self, in_direct: Person) -> None:
        about_it = replace(found("dokos", "odoo"), intention=Intention.QUESTION_COMMUN)
        heard = in_direct.says("sé koi docos", about_it)
        assert "**1. Dokos**" in heard
        assert "Odoo" not in heard
        assert "**2. Odoo**" in in_direct.says("c'est quoi un bon outil ?", found("dokos", "odoo"))

    @pytest.mark.parametrize("words", ["c'est gratuit ?", "c'est compliqué ?", "lequel est le mieux ?"])
    def test_a_question_about_it_points_to_the_details(self, in_direct: Person, words: str) -> None:
        in_direct.says(SALLES, found("dokos", "odoo"))
        assert "dans les détails : dites **1** ou **2**" in in_direct.says(words, found("paheko"))

    def test_both_is_asked_to_choose(self, in_direct: Person) -> None:
        in_direct.says(SALLES, found("dokos", "odoo"))
        assert in_direct.says("les deux").startswith("Dites **1** ou **2** pour choisir")

    def test_a_cost_is_not_said_twice(self, in_direct: Person) -> None:
        free = make_fiche(
            "dokos",
            couts=[{"libelle": "Gratuit", "type": "gratuit", "source": "x"}],
            complexite="1",
            complexite_note="Conçu pour les petits lieux.",
        )
        in_direct.says(SALLES, found("dokos"), savoir=SmallSavoir({"dokos": free}))
        heard = in_direct.says("1", savoir=SmallSavoir({"dokos": free}))
        assert "**Coût** : Gratuit.\n" in heard
        assert "une personne seule y arrive. Conçu pour les petits lieux." in heard

    def test_in_private_there_is_no_room_to_ask(self, in_direct: Person, in_room: Person) -> None:
        assert in_direct.says("qui a un barnum ?", ELSEWHERE).startswith("Écrivez-le dans le salon d'entraide")
        assert in_room.says("qui a un barnum ?", ELSEWHERE).startswith("Demandez au salon")

    def test_whoever_left_a_number_is_told_it_is_masked(self, in_direct: Person) -> None:
        heard = in_direct.says("un bail rural, appelez-moi au 06 12 34 56 78", UNKNOWN)
        assert "Numéros et adresses sont masqués" in heard
        assert "masqués" not in in_direct.says("un bail rural", UNKNOWN)


WITH_ANOTHER_USE = SmallSavoir(
    {
        "dokos": make_fiche("dokos"),
        "nextcloud": make_fiche("nextcloud", actions=["documenter"]),
        "movilab-autre": make_fiche("movilab-autre", actions=["documenter"], besoins=["financement"]),
    }
)
