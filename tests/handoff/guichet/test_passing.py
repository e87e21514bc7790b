"""A besoin is passed on to a colleague, who says yes or no."""

from __future__ import annotations

from dataclasses import replace

from handoff.guichet.desk import ANOTHERS, FREE, TEAM, besoin, deeds, front, sentences

from aiguilleur_bot.handoff.guichet.effects import Answer, Leave, Offer, Prepare, Show
from aiguilleur_bot.handoff.guichet.model import Offre


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
