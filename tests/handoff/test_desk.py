"""Each word of the desk: what it does, and why it does nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from handoff.desk import NOW, Front, besoin, deeds, front, sentences

from aiguilleur_bot.handoff.availability import Creneau
from aiguilleur_bot.handoff.guichet import state
from aiguilleur_bot.handoff.guichet.closing import read_minutes
from aiguilleur_bot.handoff.guichet.effects import (
    Annotate,
    Answer,
    Because,
    Close,
    ComeBack,
    Contacted,
    Draft,
    GiveBack,
    Invite,
    Leave,
    LetGo,
    Meant,
    Offer,
    Pause,
    Prepare,
    Remove,
    Reopen,
    Say,
    Served,
    SetHours,
    Show,
    ShowTime,
    Spent,
    Take,
    Wait,
)
from aiguilleur_bot.handoff.guichet.model import REPOS, Attente, Collegue, Offre, Poste, still
from aiguilleur_bot.handoff.guichet.step import speaks_to
from aiguilleur_bot.vocabulary import HELD_STATES, Etat, Issue, Motif

FREE = besoin(etat=Etat.NOUVELLE, a_moi=False, par="", pris_le=None)
ANOTHERS = besoin(a_moi=False, par="@sasha:test")
COMMON = Issue.PARTIELLEMENT_COUVERT


# ---------------------------------------------------------------- taking


def test_what_is_free_is_taken_once() -> None:
    one = front(FREE)
    assert one.says("prendre 42") == (Take(42),)
    one.becomes(besoin())
    assert one.says("je prends", 42) == ()
    assert one.taps("✋", 42) == ()


def test_losing_a_race_says_who_has_it_and_since_when() -> None:
    (told,) = front(ANOTHERS).taps("✋🏽", 42)
    assert told == Say("deja_pris", {"numero": 42, "par": "@sasha:test", "le": NOW.isoformat()})


def test_without_a_number_the_only_card_here_is_meant_else_it_is_asked_which() -> None:
    other = replace(FREE, numero=7, texte="un barnum")
    assert front(FREE, montres=(42,)).says("je prends") == (Take(42),)
    many = front(FREE, other, montres=(42, 7))
    (asked,) = many.says("je prends")
    assert isinstance(asked, Say)
    assert (asked.modele, many.poste.choix) == ("guichet_lequel", ("42", "7"))
    assert many.says("2") == (Take(7),)
    assert sentences(front().says("je prends")) == ["rien_a_prendre"]


def test_whoever_passes_is_asked_nothing() -> None:
    passed = front(FREE, montres=(42,)).says("passer")
    assert passed == (LetGo(42), Say("guichet_passe", {"numero": 42}))
    assert sentences(front(besoin()).says("passer 42")) == ["guichet_a_vous"]
    assert sentences(front(ANOTHERS).says("passer 42")) == ["deja_pris"]


# ---------------------------------------------------------------- holding


def test_the_only_one_they_hold_is_meant() -> None:
    assert deeds(front(besoin()).says("c'est fait")) == [Contacted(42)]
    assert deeds(front(besoin()).says("je rends")) == [GiveBack(42)]
    assert deeds(front(besoin(etat=Etat.EN_COURS)).says("contact")) == [], "said twice it is the same"
    assert sentences(front().says("je rends")) == ["guichet_rien_a_vous"]


def test_of_two_the_one_the_word_fits_is_meant() -> None:
    transferred = besoin(7, etat=Etat.TRANSMISE)
    assert deeds(front(besoin(), transferred).says("je reprends")) == [Contacted(7)]
    assert deeds(front(besoin(), transferred).says("contact")) == [Contacted(42)]


def test_a_thumb_on_the_reminder_says_they_are_in_touch() -> None:
    one = front(besoin(), besoin(7))
    assert deeds(one.taps("👍", sujet="rappel:7")) == [Contacted(7)]
    assert one.taps("👎", sujet="rappel:7") == ()


@pytest.mark.parametrize("mot", ["relâcher 42", "contact 42", "clore 42", "attendre 42 lundi", "reprendre 42"])
def test_nobody_does_anything_to_what_is_not_theirs(mot: str) -> None:
    assert sentences(front(ANOTHERS).says(mot)) == ["deja_pris"]
    assert sentences(front(FREE).says(mot)) == ["guichet_pas_pris"]
    assert sentences(front(besoin(etat=Etat.CLOSE)).says(mot)) == ["guichet_pas_pris"]
    assert sentences(front().says(mot)) == ["guichet_inconnu"]


def test_what_waits_needs_a_day() -> None:
    one = front(besoin(etat=Etat.EN_COURS))
    assert sentences(one.says("attendre")) == ["guichet_attendre"]
    assert deeds(one.says("le 12/12")) == [Wait(42, "demandeur", date(2026, 12, 12))]
    assert deeds(one.says("attendre 42 jusqu'au 12/12")) == [Wait(42, "demandeur", date(2026, 12, 12))]
    assert deeds(one.says("attendre le référent jusqu'au 4 décembre")) == [Wait(42, "referent", date(2026, 12, 4))]
    assert sentences(one.says("attendre jusqu'au 12 juin")) == ["guichet_attendre_loin"]
    assert sentences(one.says("aujourd'hui")) == ["guichet_attendre_loin"]
    assert sentences(one.says("bientôt")) == ["guichet_attendre"]


# ---------------------------------------------------------------- closing, as in transcript 4


def test_closing_takes_two_taps() -> None:
    one = front(besoin(etat=Etat.EN_COURS))
    assert sentences(one.says("clore")) == ["guichet_issue"]
    assert sentences(one.taps("2️⃣", sujet="issue:42")) == ["guichet_manque"]
    closed = one.taps("1️⃣", sujet="manque:42")
    assert deeds(closed) == [Close(42, COMMON, Motif.COMMUN_INCOMPLET)]
    assert sentences(closed) == ["guichet_clos"]


@pytest.mark.parametrize(
    ("first", "second", "issue", "motif"),
    [
        ("1", None, Issue.COUVERT, None),
        ("réglé", None, Issue.COUVERT, None),
        ("4", None, Issue.INCONNU, Motif.SANS_NOUVELLES),
        ("plus de nouvelles", None, Issue.INCONNU, Motif.SANS_NOUVELLES),
        ("2", "1", COMMON, Motif.COMMUN_INCOMPLET),
        ("2", "2", COMMON, Motif.TERRITOIRE_NON_COUVERT),
        ("3", "1", Issue.NON_COUVERT, Motif.AUCUN_COMMUN_CONNU),
        ("3", "n'existe pas", Issue.NON_COUVERT, Motif.AUCUN_COMMUN_CONNU),
        ("3", "3", Issue.NON_COUVERT, Motif.TROP_COMPLEXE),
        ("3", "trop cher", Issue.NON_COUVERT, Motif.TROP_CHER),
        ("pas de solution", "4", Issue.NON_COUVERT, Motif.REFERENT_INDISPONIBLE),
    ],
)
def test_each_answer_is_an_outcome_and_a_reason(
    first: str, second: str | None, issue: Issue, motif: Motif | None
) -> None:
    one = front(besoin())
    one.says("clore")
    closed = one.says(first)
    if second is not None:
        assert deeds(closed) == []
        closed = one.says(second)
    assert deeds(closed) == [Close(42, issue, motif)]


def test_a_note_may_follow_the_number_or_come_after() -> None:
    one = front(besoin())
    one.says("clore")
    one.says("3")
    assert deeds(one.says("2, il y en a un en Bretagne"))[1] == Annotate(42, "il y en a un en Bretagne")
    assert one.says("et un autre à Rennes")[0] == Annotate(42, "il y en a un en Bretagne et un autre à Rennes")
    assert sentences(one.says("passer")) == ["guichet_brouillon"]
    assert deeds(one.says("oui")) == [Draft(42, "il y en a un en Bretagne et un autre à Rennes")]
    assert one.poste == REPOS


def test_the_time_given_is_theirs_to_say_or_not() -> None:
    one = front(besoin(proposes=("dokos",)))
    one.says("clore")
    one.says("1")
    assert sentences(one.says("plus")) == ["guichet_temps_plus"]
    said = one.says("3 h")
    assert deeds(said) == [Spent(42, 180)]
    assert sentences(said) == ["guichet_servi"]
    assert deeds(one.says("1")) == [Served(42, "dokos")]
    assert one.poste == REPOS


def test_what_helped_may_be_named_and_an_unknown_name_may_begin_a_fiche() -> None:
    one = front(besoin())
    for texte in ("clore", "1", "passer"):
        one.says(texte)
    named = one.says("le wiki https://exemple.org/bail de la CAE")
    assert deeds(named) == [Annotate(42, "le wiki https://exemple.org/bail de la CAE")]
    (draft,) = deeds(one.says("oui"))
    assert draft == Draft(42, "le wiki https://exemple.org/bail de la CAE", "https://exemple.org/bail")
    other = front(besoin())
    for texte in ("clore", "1", "passer"):
        other.says(texte)
    assert deeds(other.says("Odoo")) == [Served(42, "odoo")]


def test_of_somebody_in_trouble_neither_reason_nor_commun_is_asked() -> None:
    one = front(besoin(coup_dur=True, proposes=("dokos",)))
    one.says("clore")
    assert deeds(one.says("3")) == [Close(42, Issue.NON_COUVERT, None)]
    assert sentences(one.says("1 h")) == ["guichet_merci"]


def test_what_is_offered_to_somebody_is_not_closed_meanwhile() -> None:
    assert sentences(front(besoin(etat=Etat.TRANSMISE)).says("clore 42")) == ["guichet_impossible"]


def test_a_command_goes_before_what_is_waited_for() -> None:
    one = front(besoin(), besoin(7))
    one.says("clore 42")
    one.says("4")
    assert sentences(one.says("clore 7")) == ["guichet_issue"]
    assert one.poste == Poste(Attente.ISSUE, 7)
    assert one.taps("1️⃣", sujet="issue:42") == (), "a tap on an old question does nothing"
    assert sentences(one.says("non")) == ["guichet_non"]


@pytest.mark.parametrize(
    ("texte", "minutes"),
    [
        *(("15 min", 15), ("1 h", 60), ("1h30", 90), ("une heure", 60), ("une demi heure", 30), ("45", 45), ("2", 120)),
        *(("0", None), ("99 h", None), ("plus", None), ("", None), ("merci", None)),
    ],
)
def test_time_is_read_as_people_write_it(texte: str, minutes: int | None) -> None:
    assert read_minutes(texte) == minutes


# ---------------------------------------------------------------- after the end


def test_whoever_closed_may_open_again_within_ninety_days() -> None:
    closed = besoin(etat=Etat.CLOSE, clos_le=NOW - timedelta(days=90))
    assert deeds(front(closed).says("rouvrir")) == [Reopen(42)]
    late = replace(closed, clos_le=NOW - timedelta(days=91))
    assert sentences(front(late).says("rouvrir 42")) == ["guichet_pas_rouvrir"]
    assert sentences(front(besoin()).says("rouvrir 42")) == ["guichet_pas_rouvrir"]
    assert sentences(front(late).says("rouvrir")) == ["guichet_rien_a_vous"]


def test_people_see_their_own_and_nobody_elses() -> None:
    (told,) = front(besoin(), replace(ANOTHERS, numero=7), replace(FREE, numero=8)).says("mes besoins")
    assert isinstance(told, Say)
    assert (told.ou, told.modele) == ("prive", "guichet_besoins")
    assert "'numero': 42" in str(told.donnees)
    assert "'numero': 7" not in str(told.donnees)


def test_words_of_somebody_in_trouble_are_not_repeated_in_a_list() -> None:
    (told,) = front(besoin(coup_dur=True, texte="le loyer")).says("mes besoins")
    assert "loyer" not in str(told)


# ---------------------------------------------------------------- what is waited for


def test_nearly_a_word_is_asked_back() -> None:
    one = front(besoin())
    assert sentences(one.says("cloer")) == ["guichet_vouliez_vous"]
    assert sentences(one.says("oui")) == ["guichet_issue"]


def test_whoever_helps_may_also_ask_for_something() -> None:
    need = "on cherche un outil pour nos salles"
    assert not speaks_to(REPOS, need)
    assert not speaks_to(Poste(Attente.ISSUE, 42), need)
    assert not speaks_to(Poste(Attente.BROUILLON, 42), need)
    assert speaks_to(Poste(Attente.ISSUE, 42), "en partie")
    assert speaks_to(Poste(Attente.MANQUE, 42), "2 en Bretagne")
    assert speaks_to(Poste(Attente.LEQUEL, choix=("42", "7")), "n° 42")
    assert speaks_to(Poste(Attente.TEMPS, 42), "il existe un modèle")


def test_a_question_is_not_waited_on_for_ever() -> None:
    waiting = Poste(Attente.TEMPS, 42)
    assert still(waiting, NOW, NOW + timedelta(minutes=59)) == waiting
    assert still(waiting, NOW, NOW + timedelta(hours=2)) == REPOS
    assert still(Poste(Attente.ISSUE, 42), NOW, NOW + timedelta(hours=2)) != REPOS


def test_what_is_waited_for_survives_the_store() -> None:
    poste = Poste(Attente.SERVI, 42, choix=("dokos",), note="« é »")
    assert state.load(state.dump(poste)) == poste
    assert state.load("{}") == REPOS
    assert state.load('{"attente": "autre chose"}') == REPOS


@pytest.mark.parametrize("etat", sorted(HELD_STATES))
def test_in_every_state_somebody_holds_there_is_a_word_that_moves_on(etat: Etat) -> None:
    assert deeds(front(besoin(etat=etat)).says("relâcher 42")) == [GiveBack(42)]


def test_a_front_starts_with_nothing_waited_for() -> None:
    assert isinstance(front(), Front)
    assert sentences(front().says("oui")) == ["guichet_rien_attendu"]
    assert sentences(front().says("aide")) == ["guichet_aide"]


# ---------------------------------------------------------------- colleagues

SASHA = Collegue("p-sasha", "@sasha:test")
TEAM = {"collegues": (SASHA, Collegue("p-moi", "@moi:test")), "personne": "p-moi", "membre": True}


def test_a_besoin_is_passed_on_only_to_somebody_known() -> None:
    one = front(besoin(), **TEAM)
    assert deeds(one.says("transmettre à @sasha:test")) == [Offer(42, "p-sasha")]
    assert deeds(one.says("transmettre 42 @sasha")) == [Offer(42, "p-sasha")], "the name is enough when it is alone"
    assert sentences(one.says("transmettre @alex:test")) == ["guichet_collegue_inconnu"]
    assert sentences(one.says("transmettre @moi:test")) == ["guichet_collegue_inconnu"]
    assert sentences(one.says("transmettre")) == ["guichet_transmettre"]
    assert deeds(one.says("@sasha:test")) == [Offer(42, "p-sasha")]
    assert sentences(front(ANOTHERS, **TEAM).says("transmettre 42 @sasha:test")) == ["deja_pris"]


def test_a_colleague_picked_from_a_list_is_named_by_the_mention() -> None:
    one, picked = front(besoin(), **TEAM), ("@sasha:test",)
    assert sentences(one.says("transmettre")) == ["guichet_transmettre"]
    assert deeds(one.says("Sasha Amarante", mentions=picked)) == [Offer(42, "p-sasha")]
    (leave,) = deeds(front(**TEAM).says("absent du 3 au 12 décembre, relais Sasha Amarante", mentions=picked))
    assert isinstance(leave, Leave)
    assert leave.relais == "p-sasha"
    assert sentences(front(**TEAM).says("absent demain, relais Alex")) == ["guichet_collegue_inconnu"]


def test_what_nobody_took_is_shown_to_somebody_else_but_for_somebodys_trouble() -> None:
    free = front(FREE, montres=(42,), **TEAM)
    assert deeds(free.says("transmettre @sasha:test")) == [Show(42, "p-sasha")]
    grave = front(replace(FREE, coup_dur=True), montres=(42,), **TEAM)
    assert sentences(grave.says("transmettre 42 @sasha:test")) == ["guichet_pas_pris"]


def test_a_yes_or_a_no_answers_the_only_thing_asked() -> None:
    offer = Offre("transmission", 42, "@sasha:test")
    assert front(offres=(offer,)).says("oui") == (Answer(offer, oui=True),)
    assert deeds(front(offres=(offer,)).says("non")) == [Answer(offer, oui=False)]
    assert deeds(front(offres=(offer,)).taps("👍", sujet="transmission:42")) == [Answer(offer, oui=True)]
    assert front(offres=()).taps("👍", sujet="transmission:42") == (), "nobody knows it any more"


def test_a_yes_to_what_is_not_offered_any_more_is_told_plainly_and_answers_nothing_else() -> None:
    late, relay = front(ANOTHERS), Offre("relais", 3, "@alex:test")
    assert sentences(late.taps("👍", sujet="transmission:42")) == ["guichet_trop_tard"]
    assert late.taps("👎", sujet="transmission:42") == ()
    assert sentences(front(ANOTHERS, offres=(relay,)).says("oui", numero=42)) == ["guichet_trop_tard"]
    assert front(besoin()).taps("👍", sujet="transmission:42") == (), "they have it"


def test_of_several_things_asked_it_is_asked_which() -> None:
    offer, relay = Offre("transmission", 42, "@sasha:test"), Offre("relais", 3, "@alex:test")
    one = front(offres=(offer, relay))
    assert deeds(one.says("oui 42")) == [Answer(offer, oui=True)]
    assert sentences(one.says("d'accord")) == ["guichet_offres"]
    assert deeds(one.says("2")) == [Answer(relay, oui=True)]


def test_what_another_holds_is_theirs_to_prepare() -> None:
    assert front(besoin()).says("préparer") == (Prepare(42),)
    assert front(FREE, montres=(42,)).says("préparer") == (Prepare(42),)
    assert sentences(front(ANOTHERS).says("préparer 42")) == ["deja_pris"]


# ---------------------------------------------------------------- oneself


def test_an_absence_in_one_line_asks_the_relay() -> None:
    one = front(besoin(), **TEAM)
    away = one.says("absent du 3 au 12 décembre, relais @sasha:test")
    assert deeds(away) == [Leave(date(2026, 12, 3), date(2026, 12, 12), "p-sasha")]
    assert "42" in str(away[-1]), "what they hold is named"
    assert deeds(one.says("absent demain")) == [Leave(date(2026, 11, 24), date(2026, 11, 24))]
    assert sentences(one.says("absent")) == ["guichet_absent_illisible"]
    assert sentences(one.says("absent demain, relais @moi:test")) == ["guichet_collegue_inconnu"]
    turning = front(**TEAM, relais={"p-sasha": "p-moi"})
    assert sentences(turning.says("absent demain, relais @sasha:test")) == ["guichet_relais_tourne"]


def test_back_pause_and_hours() -> None:
    one = front(**TEAM)
    assert deeds(one.says("je suis là")) == [ComeBack()]
    assert deeds(one.says("pause")) == [Pause()]
    assert deeds(one.says("mes créneaux mardi 18h-20h")) == [SetHours((Creneau(1, 1080, 1200),))]
    assert sentences(one.says("mes créneaux quand il pleut")) == ["guichet_creneaux_illisible"]
    assert deeds(one.says("mon temps")) == [ShowTime()]


@pytest.mark.parametrize("texte", ["absent demain", "pause", "mes créneaux mardi 18h-20h", "je suis là"])
def test_whoever_is_not_of_the_team_has_nothing_to_pause(texte: str) -> None:
    assert sentences(front().says(texte)) == ["guichet_pas_membre"]


# ---------------------------------------------------------------- those who coordinate


def test_those_who_coordinate_invite_and_remove() -> None:
    one = front(**TEAM, coordonne=True)
    assert deeds(one.says("inviter @alex:test aiguilleur Bretagne")) == [
        Invite("@alex:test", coordonne=False, region="53")
    ]
    assert deeds(one.says("inviter @alex:test comme coordinatrice")) == [Invite("@alex:test", coordonne=True)]
    assert sentences(one.says("inviter @alex:test aiguilleuse Atlantide")) == ["guichet_lieu_inconnu"]
    assert sentences(one.says("inviter @alex:test")) == ["guichet_inviter"]
    assert deeds(one.says("retirer @sasha:test")) == [Remove("p-sasha")]
    assert deeds(one.says("heures")) == [ShowTime(tous=True)]


@pytest.mark.parametrize("texte", ["inviter @alex:test aiguilleur", "retirer @sasha:test", "heures"])
def test_nobody_else_does(texte: str) -> None:
    assert sentences(front(**TEAM).says(texte)) == ["guichet_coordination"]


# ---------------------------------------------------------------- the robot was wrong


@pytest.mark.parametrize("words", ["5", "le robot s'est trompé", "fiche manquante"])
def test_when_the_robot_was_wrong_it_asks_what_it_should_have_found(words: str) -> None:
    one = front(besoin())
    for said in ("clore", "3"):
        one.says(said)
    (closed,) = deeds(one.says(words))
    assert isinstance(closed, Close)
    assert closed.motif in (Motif.MAUVAISE_CORRESPONDANCE, Motif.FICHE_MANQUANTE)
    assert sentences(one.says("passer")) == ["guichet_aurait_servi"]


def test_a_commun_that_is_known_gets_the_words_of_the_person_as_an_example() -> None:
    one = front(besoin())
    for said in ("clore", "3", "5", "15 min"):
        one.says(said)
    assert deeds(one.says("Dokos")) == [Meant(42, "dokos")]
    assert one.poste == REPOS


def test_a_name_without_a_fiche_is_a_missing_fiche_and_may_begin_one() -> None:
    one = front(besoin())
    for said in ("clore", "3", "5", "passer"):
        one.says(said)
    named = one.says("Zorglub, https://zorglub.exemple.org")
    assert deeds(named)[0] == Because(42, Motif.FICHE_MANQUANTE)
    assert sentences(named) == ["guichet_brouillon"]
    assert isinstance(deeds(one.says("oui"))[0], Draft)
