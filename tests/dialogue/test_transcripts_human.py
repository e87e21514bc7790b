"""The conversations of docs that lead to a human: what nothing serves, « humain », somebody in trouble."""

from __future__ import annotations

from dialogue.person import (
    CHAT,
    ELSEWHERE,
    FICHES,
    NOW,
    TROUBLE,
    UNKNOWN,
    Person,
    SmallSavoir,
    asked,
    found,
)

from aiguilleur_bot.dialogue.dossier import BesoinConnu, Dossier
from aiguilleur_bot.dialogue.events import Taken
from aiguilleur_bot.dialogue.model import (
    CancelBesoin,
    CorrectBesoin,
    CountHorsPerimetre,
    Phase,
    RecordBesoin,
    ResumeRobot,
    Say,
)
from aiguilleur_bot.vocabulary import Action, BesoinCompris, Etat, Proposition, Reponse, Suite

SALLES = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"
BAIL = "quelqu'un a un modèle de bail pour une ferme collective ?"


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


def test_a_yes_is_recorded_when_the_nearest_fiche_left_the_base_meanwhile(in_direct: Person) -> None:
    near = tuple(Proposition(commun, commun, 0.2) for commun in ("dokos", "paheko"))
    in_direct.says(BAIL, Reponse(Suite.INCONNU, (BesoinCompris("bail", Action.GERER, 0.2, near),)))
    left = {commun: fiche for commun, fiche in FICHES.items() if commun != "dokos"}
    heard = in_direct.says("oui", savoir=SmallSavoir(left))
    assert heard.startswith("C'est noté (n° 42)")
    (kept,) = in_direct.of(RecordBesoin)
    assert kept.famille == ""


def test_the_nearest_ones_go_with_a_besoin_nobody_serves(in_direct: Person) -> None:
    near = BesoinCompris("x", Action.GERER, 0.2, (Proposition("dokos", "Dokos", 0.2),))
    in_direct.says(BAIL, Reponse(Suite.INCONNU, (near,)))
    in_direct.says("oui")
    assert in_direct.of(RecordBesoin)[0].proches == ("dokos",)
