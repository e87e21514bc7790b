"""Somebody who knows a commun: shown first, agreed to, changed, withdrawn, asked again; nothing without the yes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from dialogue.person import NOW, TROUBLE, UNKNOWN, Person, found

from aiguilleur_bot.dialogue.apports import (
    TEXTE_VERSION,
    Apport,
    DeclineInvitation,
    KeepReferent,
    ReferentConnu,
    RemoveReferent,
    RenewReferent,
)
from aiguilleur_bot.dialogue.dossier import Dossier
from aiguilleur_bot.dialogue.events import Invited, ReferentDu, Tap, Words
from aiguilleur_bot.dialogue.model import ContinueInDirect, Conversation, Phase, RecordBesoin
from aiguilleur_bot.dialogue.step import wants_names
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.vocabulary import Nommes, Portee

ME = "@camille:exemple.org"
DOKOS = Nommes(("dokos",))
HELD = ReferentConnu("dokos", "actif", "Camille", "", Portee.MEMBRES, NOW, NOW + timedelta(days=365))


@pytest.fixture
def known(in_direct: Person) -> Person:
    """Somebody who writes to the bot from their account."""
    in_direct.base = replace(in_direct.base, compte=ME)
    return in_direct


def knows_dokos(person: Person) -> str:
    return person.says("je connais dokos", UNKNOWN, nommes=DOKOS)


def kept(person: Person) -> list[KeepReferent]:
    return person.of(KeepReferent)


def test_everything_is_shown_before_the_yes(known: Person) -> None:
    shown = knows_dokos(known)
    assert "Nom : aucun, je dirais « une personne qui connaît Dokos »" in shown
    assert f"Contact : {ME}, votre compte ici" in shown
    assert "À qui : seulement les personnes du réseau qui suivent les demandes" in shown
    assert "Jusqu'au 23 novembre 2027" in shown
    assert f"Accord n° {TEXTE_VERSION}" in shown
    assert not known.of(KeepReferent)
    known.says("d'accord")
    assert kept(known) == [KeepReferent(("dokos",), "", "", Portee.AIGUILLEURS, TEXTE_VERSION)]
    assert known.conversation.phase is Phase.LIBRE


def test_the_text_agreed_to_is_the_one_of_its_version() -> None:
    """Another meaning is another version: change TEXTE_VERSION with the text, then this line."""
    text = "".join((shipped("prompts") / f"{name}.md.j2").read_text() for name in ("_referent", "_portee"))
    assert (TEXTE_VERSION, hashlib.sha256(text.encode()).hexdigest()[:12]) == ("1", "1dcfacec4e76")


@pytest.mark.parametrize("answer", ["non", "retirer", "non merci"])
def test_a_no_keeps_nothing(known: Person, answer: str) -> None:
    knows_dokos(known)
    assert "je ne montre rien" in known.says(answer)
    assert not known.of(Apport)
    known.says("d'accord")
    assert not kept(known)


def test_a_thumb_is_no_consent(known: Person) -> None:
    knows_dokos(known)
    known.does(Tap("👍"))
    assert not kept(known)
    assert known.conversation.phase is Phase.REFERENT


@pytest.mark.parametrize("thanks", ["merci", "autre", "4", "c'est gratuit ?"])
def test_what_is_no_answer_shows_the_form_again(known: Person, thanks: str) -> None:
    knows_dokos(known)
    assert "voici ce que je montrerais" in known.says(thanks)
    assert not kept(known)


def test_name_address_and_reach_are_chosen_and_shown_again(known: Person) -> None:
    knows_dokos(known)
    assert "Nom : Camille, du Lieu" in known.says("nom : Camille, du Lieu")
    assert "Contact : bonjour@lieu.exemple\n" in known.says("contact : bonjour@lieu.exemple")
    assert "À qui : tout le monde, même dans un salon public" in known.says("1")
    known.says("oui")
    assert kept(known) == [KeepReferent(("dokos",), "Camille, du Lieu", "bonjour@lieu.exemple", Portee.PUBLIC)]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("moi@exemple.org", "moi@exemple.org"),
        ("contact : 06 12 34 56 78", "06 12 34 56 78"),
        ("adresse = https://exemple.org/moi", "https://exemple.org/moi"),
        ("contact : exemple.org", "https://exemple.org"),
        ("contact : mon compte", ""),
        (f"contact : {ME}", ""),
    ],
)
def test_an_address_of_ones_own_is_read(known: Person, said: str, address: str) -> None:
    knows_dokos(known)
    known.says(said, UNKNOWN)
    known.says("d'accord")
    assert kept(known)[0].contact == address


@pytest.mark.parametrize("other", ["contact : @sasha:exemple.org", "contact : demandez à Sasha", "contact : room"])
def test_the_account_of_somebody_else_is_refused(known: Person, other: str) -> None:
    knows_dokos(known)
    assert "Elle me l'écrira elle-même" in known.says(other, UNKNOWN)
    known.says("d'accord")
    assert kept(known)[0].contact == ""


def test_a_name_holds_no_address(known: Person) -> None:
    knows_dokos(known)
    assert "Un prénom ou un rôle suffit" in known.says("nom : Camille 06 12 34 56 78", UNKNOWN)


@pytest.mark.parametrize(("number", "portee"), [("1", "public"), ("2", "membres"), ("3", "aiguilleurs")])
def test_the_three_reaches(known: Person, number: str, portee: str) -> None:
    knows_dokos(known)
    known.says(number)
    known.says("d'accord")
    assert kept(known)[0].portee.value == portee


def test_an_unknown_name_gets_the_nearest_two_and_the_way_to_propose(known: Person) -> None:
    asked = known.says("je connais dokkisse", UNKNOWN, nommes=Nommes(proches=("dokos", "odoo")))
    assert "Je ne connais pas « dokkisse »" in asked
    assert "1 Dokos" in asked.replace("*", "")
    assert "2 Odoo" in asked.replace("*", "")
    assert "proposer dokkisse" in asked
    assert "Pour **Odoo**" in known.says("2")


def test_another_name_instead_of_a_number(known: Person) -> None:
    known.says("je connais dokkisse", UNKNOWN, nommes=Nommes(proches=("odoo",)))
    assert "Pour **Dokos**" in known.says("dokos", found("dokos"), nommes=DOKOS)


@pytest.mark.parametrize(
    "need",
    [
        "je connais rien à la compta",
        "je connais pas dokos, c'est bien ?",
        "je connais quelqu'un qui vend des barnums",
        "je connais un lieu qui ferme",
        "je connais dokos mais on cherche plus simple pour nos réservations",
    ],
)
def test_words_of_a_need_stay_a_need(known: Person, need: str) -> None:
    known.says(need, found("paheko"))
    assert known.conversation.phase is Phase.REPONDU
    assert wants_names(Conversation(direct=True), Words(need)) is None


def test_a_plural_that_names_nothing_is_a_need_when_one_is_found(known: Person) -> None:
    known.says("je connais les associations", found("paheko"))
    assert known.conversation.phase is Phase.REPONDU


def test_somebody_in_trouble_is_heard_whatever_was_being_filled(known: Person) -> None:
    knows_dokos(known)
    known.says("on ne paie plus le loyer", TROUBLE)
    assert known.conversation.phase is Phase.SENSIBLE


def test_a_need_leaves_the_form(known: Person) -> None:
    knows_dokos(known)
    known.says("réserver nos salles", found("odoo"))
    assert known.conversation.phase is Phase.REPONDU
    assert known.conversation.saisie is None


def test_in_a_room_nothing_of_it_is_said_and_it_goes_on_in_private(in_room: Person) -> None:
    in_room.base = replace(in_room.base, compte=ME)
    assert in_room.says("je connais dokos", UNKNOWN, nommes=DOKOS) == "Je vous réponds en message privé."
    assert ME in in_room.heard("direct")
    private = in_room.goes_private()
    private.says("d'accord")
    assert kept(private)


def test_what_was_sent_before_stays_sent(known: Person) -> None:
    known.says("un bail", UNKNOWN)
    known.says("oui")
    assert known.of(RecordBesoin)
    knows_dokos(known)
    known.says("d'accord")
    assert known.conversation.phase is Phase.TRANSMIS


def test_known_twice_the_form_begins_with_what_is_held(known: Person) -> None:
    dossier = Dossier(None, referents=(HELD,))
    shown = known.says("je connais dokos", UNKNOWN, nommes=DOKOS, dossier=dossier)
    assert "Nom : Camille" in shown
    assert "les membres du réseau" in shown


# ---------------------------------------------------------------- afterwards


def test_my_contacts_says_all_of_it(known: Person) -> None:
    shown = known.says("mes contacts", dossier=Dossier(None, referents=(HELD,)))
    assert "Dokos" in shown
    assert f"Camille, {ME}" in shown
    assert "en privé" in shown
    assert "Jusqu'au 23 novembre 2027" in shown
    assert "aucun contact" in known.says("mes contacts", dossier=Dossier(None))


@pytest.mark.parametrize("words", ["retirer mon contact", "Retirez mes contacts.", "enlever mon contact pour dokos"])
def test_one_word_withdraws_it(known: Person, words: str) -> None:
    other = replace(HELD, commun="odoo")
    told = known.says(words, nommes=DOKOS, dossier=Dossier(None, referents=(HELD, other)))
    communs = ("dokos",) if "pour" in words else ("dokos", "odoo")
    assert known.of(RemoveReferent) == [RemoveReferent(communs)]
    assert "je ne peux pas les reprendre" in told


def test_withdrawn_even_while_a_human_is_there(known: Person) -> None:
    known.conversation = replace(known.conversation, phase=Phase.HUMAIN)
    known.says("retirer mon contact", dossier=Dossier(None, referents=(HELD,)))
    assert known.of(RemoveReferent)


def test_withdrawing_nothing_says_so(known: Person) -> None:
    assert "rien à retirer" in known.says("retirer mon contact", dossier=Dossier(None))
    assert not known.of(RemoveReferent)


@pytest.mark.parametrize("yes", ["oui", "garder mon contact"])
def test_asked_again_a_yes_renews(known: Person, yes: str) -> None:
    known.does(ReferentDu(("dokos",), datetime(2026, 12, 23, 22, tzinfo=UTC)))
    assert "jusqu'au 23 décembre 2026" in known.heard("direct")
    assert "Sans réponse, je l'efface" in known.heard("direct")
    assert "23 novembre 2027" in known.says(yes, dossier=Dossier(None, referents=(HELD,)))
    assert known.of(RenewReferent) == [RenewReferent(("dokos",))]


def test_asked_again_a_no_removes_at_once(known: Person) -> None:
    known.does(ReferentDu(("dokos",), NOW))
    assert "C'est retiré" in known.says("non")
    assert known.of(RemoveReferent) == [RemoveReferent(("dokos",))]


# ---------------------------------------------------------------- invited


def test_an_invitation_says_who_asks_and_needs_the_same_yes(known: Person) -> None:
    known.does(Invited("dokos", "@aiguilleuse:exemple.org"))
    asked = known.heard("direct")
    assert asked.startswith("@aiguilleuse:exemple.org, du réseau, pense que vous connaissez **Dokos**.")
    assert "Jusqu'au 23 novembre 2027" in asked
    known.says("d'accord")
    assert kept(known) == [KeepReferent(("dokos",), "", "", Portee.AIGUILLEURS)]


def test_an_invitation_refused_is_refused_for_good(known: Person) -> None:
    known.does(Invited("dokos", "@aiguilleuse:exemple.org"))
    assert "Personne ne vous le redemandera pour **Dokos**" in known.says("non")
    assert known.of(DeclineInvitation) == [DeclineInvitation(("dokos",))]


def test_only_in_private_does_the_room_form_go(in_room: Person) -> None:
    in_room.says("mes contacts", dossier=Dossier(None, referents=(HELD,)), compte=ME)
    assert not in_room.of(ContinueInDirect)
    assert ME not in in_room.heard("ici")
