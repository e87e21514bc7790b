"""A resource proposed, a fiche that is wrong, a place said once: short, private, and no address of anybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dialogue.person import HDF, TROUBLE, UNKNOWN, Person, found

from aiguilleur_bot.dialogue.apports import Apport, ForgetLieu, KeepBrouillon, KeepLieu, Lieu, ReportFiche
from aiguilleur_bot.dialogue.dossier import Dossier
from aiguilleur_bot.dialogue.model import Phase, RecordBesoin
from aiguilleur_bot.dialogue.step import listens
from aiguilleur_bot.vocabulary import Nommes

MODELE = "proposer un modèle de convention qu'on a écrit avec la mairie"
NAMED = "un modèle de convention qu'on a écrit avec la mairie"


def drafts(person: Person) -> list[KeepBrouillon]:
    return person.of(KeepBrouillon)


# ---------------------------------------------------------------- proposer


def test_three_short_questions_then_thanks(in_direct: Person) -> None:
    assert f"« {NAMED} » : un lien ?" in in_direct.says(MODELE, UNKNOWN)
    assert "À quoi ça sert" in in_direct.says("https://exemple.org/convention", UNKNOWN)
    assert "Qui peut-on appeler" in in_direct.says("cadrer le prêt des salles", UNKNOWN)
    assert "Merci" in in_direct.says("moi")
    assert drafts(in_direct) == [
        KeepBrouillon(NAMED, "https://exemple.org/convention", "cadrer le prêt des salles", "", accord=True)
    ]


def test_a_link_said_at_once_is_not_asked_for(in_direct: Person) -> None:
    assert "À quoi ça sert" in in_direct.says("proposer la carte des lieux https://exemple.org/carte", UNKNOWN)


def test_nothing_to_add_is_an_answer(in_direct: Person) -> None:
    in_direct.says("proposer")
    in_direct.says("une carte des lieux", UNKNOWN)
    for _ in range(3):
        in_direct.says("non")
    assert drafts(in_direct) == [KeepBrouillon("une carte des lieux", "", "", "", accord=False)]


@pytest.mark.parametrize("answers", [(), ("non",), ("non", "aider")])
def test_stopped_anywhere_nothing_is_kept(in_direct: Person, answers: tuple[str, ...]) -> None:
    in_direct.says(MODELE, UNKNOWN)
    for answer in answers:
        in_direct.says(answer, UNKNOWN)
    assert "je ne note rien" in in_direct.says("annuler")
    assert not in_direct.of(Apport)


@pytest.mark.parametrize(
    "somebody", ["appelez Sasha", "marie.dupont@exemple.org", "@sasha:exemple.org", "06 12 34 56 78", "la mairie"]
)
def test_the_address_of_somebody_else_is_not_kept(in_direct: Person, somebody: str) -> None:
    in_direct.says(MODELE, UNKNOWN)
    in_direct.says("non")
    in_direct.says("cadrer", UNKNOWN)
    assert "sans son accord" in in_direct.says(somebody, UNKNOWN)
    assert not drafts(in_direct)


@pytest.mark.parametrize("shared", ["contact@lieu.exemple", "https://lieu.exemple/contact"])
def test_the_address_of_an_organisation_is(in_direct: Person, shared: str) -> None:
    in_direct.says(MODELE, UNKNOWN)
    in_direct.says("non")
    in_direct.says("cadrer", UNKNOWN)
    in_direct.says(shared, UNKNOWN)
    assert drafts(in_direct)[0].contact == shared


def test_what_hides_is_masked_everywhere(in_direct: Person) -> None:
    in_direct.says("proposer le guide de sasha@exemple.org", UNKNOWN)
    in_direct.says("https://exemple.org/x?token=abcdefgh", UNKNOWN)
    in_direct.says("non")
    in_direct.says("appeler le 06 12 34 56 78", UNKNOWN)
    in_direct.says("non")
    (draft,) = drafts(in_direct)
    assert not any(secret in str(draft) for secret in ("sasha@", "token", "06 12"))


def test_a_question_is_a_need(in_direct: Person) -> None:
    in_direct.says("proposer des ateliers, vous avez un outil ?", found("paheko"))
    assert in_direct.conversation.phase is Phase.REPONDU


def test_trouble_is_heard_in_the_middle(in_direct: Person) -> None:
    in_direct.says(MODELE, UNKNOWN)
    in_direct.says("on va fermer", TROUBLE)
    assert in_direct.conversation.phase is Phase.SENSIBLE


def test_proposed_in_a_room_the_questions_are_private(in_room: Person) -> None:
    assert in_room.says(MODELE, UNKNOWN) == "Je vous réponds en message privé."
    private = in_room.goes_private()
    private.says("non")
    private.says("non")
    private.says("moi", UNKNOWN)
    assert drafts(private)[0].nom == NAMED


# ---------------------------------------------------------------- fiche fausse


def test_one_word_after_a_fiche(in_room: Person) -> None:
    in_room.says("réserver", found("dokos", "odoo"))
    in_room.says("2")
    assert "Merci" in in_room.says("cette fiche est fausse")
    assert in_room.of(ReportFiche) == [ReportFiche("odoo", "")]


@pytest.mark.parametrize(
    ("words", "mots"),
    [
        ("fiche fausse dokos", ""),
        ("la fiche dokos est fausse", ""),
        ("la fiche de Dokos n'est plus à jour : le prix a changé", "le prix a changé"),
        ("fiche fausse dokos : demandez à sasha@exemple.org", "demandez à [adresse masquée]"),
        ("fiche périmée : Dokos", ""),
    ],
)
def test_by_its_name_with_or_without_words(in_direct: Person, words: str, mots: str) -> None:
    in_direct.says(words, nommes=Nommes(("dokos",)))
    assert in_direct.of(ReportFiche) == [ReportFiche("dokos", mots)]


def test_words_alone_are_about_the_fiche_just_opened(in_direct: Person) -> None:
    in_direct.says("réserver", found("dokos", "odoo"))
    in_direct.says("1")
    in_direct.says("fiche fausse le lien est mort")
    assert in_direct.of(ReportFiche) == [ReportFiche("dokos", "le lien est mort")]


def test_it_is_asked_which_one_when_two_are_shown(in_direct: Person) -> None:
    in_direct.says("réserver", found("dokos", "odoo"))
    assert "Quelle fiche est fausse" in in_direct.says("fiche fausse")
    in_direct.says("2")
    assert in_direct.of(ReportFiche) == [ReportFiche("odoo", "")]
    assert in_direct.conversation.phase is Phase.REPONDU
    in_direct.says("fiche fausse")
    in_direct.says("dokos", UNKNOWN, nommes=Nommes(("dokos",)))
    assert in_direct.of(ReportFiche) == [ReportFiche("dokos", "")]


def test_never_mind(in_direct: Person) -> None:
    in_direct.says("fiche fausse")
    assert "je ne signale rien" in in_direct.says("non")
    assert not in_direct.of(ReportFiche)


def test_in_a_thread_only_the_exact_words_count_without_a_mention(in_room: Person) -> None:
    in_room.says("réserver", found("dokos"))
    assert listens(in_room.conversation, "cette fiche est fausse")
    assert listens(in_room.conversation, "mes contacts")
    assert not listens(in_room.conversation, "je connais dokos")
    assert not listens(in_room.conversation, "proposer un atelier mardi")


# ---------------------------------------------------------------- mon lieu

LILLE = replace(HDF, lu="Lille")


def test_said_once_it_is_noted(in_direct: Person) -> None:
    told = in_direct.says("mon lieu : Lille, en projet, pas à l'aise avec l'informatique", UNKNOWN)
    assert in_direct.of(KeepLieu) == [KeepLieu(Lieu("Lille", LILLE, "idee", "peu"))]
    assert "Lille (Hauts-de-France), au stade de l'idée, peu à l'aise" in told


@pytest.mark.parametrize(
    ("words", "lieu"),
    [
        ("mon lieu : ouvert", Lieu(stade="ouvert")),
        ("Mon lieu : pas encore ouvert", Lieu(stade="idee")),
        ("notre lieu = on ouvre bientôt", Lieu(stade="amorcage")),
        ("mon lieu : ouvert depuis 10 ans, à l'aise", Lieu(stade="consolide", aisance="bonne")),
        ("mon lieu : un peu à l'aise", Lieu(aisance="moyenne")),
        ("mon lieu : 59", Lieu("59", replace(HDF, lu="59"))),
    ],
)
def test_every_part_may_be_missing(in_direct: Person, words: str, lieu: Lieu) -> None:
    in_direct.says(words, UNKNOWN)
    assert in_direct.of(KeepLieu) == [KeepLieu(lieu)]


def test_what_is_said_later_completes(in_direct: Person) -> None:
    dossier = Dossier(None, lieu=Lieu("Lille", LILLE))
    in_direct.says("mon lieu : ouvert", UNKNOWN, dossier=dossier)
    assert in_direct.of(KeepLieu) == [KeepLieu(Lieu("Lille", LILLE, "ouvert"))]
    dossier = Dossier(None, lieu=Lieu(stade="idee", aisance="peu"))
    in_direct.says("mon lieu : Lille", UNKNOWN, dossier=dossier)
    assert in_direct.of(KeepLieu) == [KeepLieu(Lieu("Lille", LILLE, "idee", "peu"))]


def test_alone_it_says_what_is_held_and_waits_for_words(in_direct: Person) -> None:
    assert "ce n'est pas nécessaire" in in_direct.says("mon lieu")
    in_direct.says("Lille, ouvert", UNKNOWN)
    assert in_direct.of(KeepLieu) == [KeepLieu(Lieu("Lille", LILLE, "ouvert"))]
    assert in_direct.conversation.phase is Phase.LIBRE


def test_a_place_of_two_is_asked_for_and_nothing_kept(in_direct: Person) -> None:
    assert "Plusieurs lieux portent ce nom" in in_direct.says("mon lieu : Saint-Denis", UNKNOWN)
    assert not in_direct.of(KeepLieu)


@pytest.mark.parametrize("words", ["oublie mon lieu", "effacer mon lieu", "Oubliez notre lieu !"])
def test_one_word_forgets_it(in_direct: Person, words: str) -> None:
    in_direct.says(words)
    assert in_direct.of(ForgetLieu)


def test_said_in_a_room_it_is_repeated_in_private_only(in_room: Person) -> None:
    assert "Lille" not in in_room.says("mon lieu : Lille, en projet", UNKNOWN)
    assert "Lille" in in_room.heard("direct")


def test_a_place_that_goes_badly_is_no_form(in_direct: Person) -> None:
    in_direct.says("notre lieu va fermer", TROUBLE)
    assert in_direct.conversation.phase is Phase.SENSIBLE


def test_it_tells_whom_to_call_without_being_asked_again(in_room: Person) -> None:
    shown = in_room.says("réserver", found("odoo"), dossier=Dossier(None, lieu=Lieu("Lille", LILLE)))
    assert "La Compagnie des Tiers-Lieux" in shown
    assert "département" not in shown


def test_at_the_idea_stage_the_question_comes_first(in_direct: Person) -> None:
    shown = in_direct.says("réserver des salles", found("dokos"), dossier=Dossier(None, lieu=Lieu(stade="idee")))
    assert shown.startswith("D'abord, à se demander : qui tiendra le planning")


def test_little_ease_is_offered_company_in_private_only(in_direct: Person, in_room: Person) -> None:
    dossier = Dossier(None, lieu=Lieu(aisance="peu"))
    assert "Pas besoin de faire ça seul" in in_direct.says("réserver", found("dokos"), dossier=dossier)
    assert "seul" not in in_room.says("réserver", found("dokos"), dossier=dossier)


def test_the_stage_goes_with_what_is_passed_on(in_direct: Person) -> None:
    in_direct.says("un bail", UNKNOWN)
    in_direct.says("oui", dossier=Dossier(None, lieu=Lieu(stade="ouvert")))
    assert [kept.maturite for kept in in_direct.of(RecordBesoin)] == ["ouvert"]
