"""What an opinion may change of an answer: its order, or a refusal; never its names, reasons or chances."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.advice import CHOSEN, SHORTLIST_MAX, asks_for_advice, follow, rephrased
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.vocabulary import BesoinCompris, Ecoute, Reponse, Suite, Territoire

NEED = "on galère avec les réservations de nos salles, tout est dans un tableur"


def ids(reponse: Reponse) -> list[str]:
    return [proposition.id for besoin in reponse.besoins for proposition in besoin.propositions]


def led_to(reponse: Reponse) -> set[str]:
    choix = reponse.question.choix if reponse.question is not None else ()
    return {commun for one in choix for commun in one.communs}


def test_the_shortlist_is_the_engine_s_own_best_first(matcher: Matcher) -> None:
    reponse, shortlist = matcher.with_shortlist(NEED)
    assert len(shortlist.propositions) == SHORTLIST_MAX
    assert shortlist.propositions[: len(ids(reponse))] == reponse.besoins[0].propositions
    chances = [proposition.score for proposition in shortlist.propositions]
    assert max(chances) == chances[0]


@pytest.mark.parametrize("ecoute", Ecoute)
@pytest.mark.parametrize("text", [NEED, "c'est quoi dokos ?", "bonjour", "je craque, je veux tout arrêter"])
def test_an_answer_is_the_same_with_its_shortlist(matcher: Matcher, text: str, ecoute: Ecoute) -> None:
    assert matcher.with_shortlist(text, ecoute=ecoute)[0] == matcher.understand(text, ecoute=ecoute)


def test_a_message_is_read_once(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    encode = matcher.encoder.encode
    monkeypatch.setattr(matcher.encoder, "encode", lambda texts: read.extend(texts) or encode(texts))
    _, shortlist = matcher.with_shortlist(NEED)
    assert shortlist.propositions
    assert len(read) == len(set(read)), "no text is encoded twice"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂🙂",
        "c'est quoi dokos ?",
        "comment on installe paheko",
        "je n'en peux plus, je veux tout arrêter, je craque complètement",
        "une bénévole s'est effondrée, elle ne dort plus et pleure tous les jours",
    ],
)
def test_no_opinion_is_asked_on_trouble_on_a_name_or_on_nothing(matcher: Matcher, text: str) -> None:
    assert matcher.with_shortlist(text)[1].propositions == ()


def test_an_opinion_is_asked_on_one_need_or_nearly_one_only() -> None:
    one = BesoinCompris(NEED, None, 0.5)
    asked = {suite for suite in Suite if asks_for_advice(Reponse(suite, (one,)))}
    assert asked == {Suite.REPONSE, Suite.QUESTION, Suite.INCONNU}
    assert not asks_for_advice(Reponse(Suite.REPONSE, (one, one)))
    assert not asks_for_advice(Reponse(Suite.IGNORE))


def test_what_is_chosen_comes_first_and_says_why(matcher: Matcher, base: Base) -> None:
    reponse, shortlist = matcher.with_shortlist(NEED)
    third = shortlist.propositions[2]
    advised = follow(reponse, shortlist, (3,), base)
    assert ids(advised) == [third.id, *(one for one in ids(reponse) if one != third.id)][:3]
    first = advised.besoins[0].propositions[0]
    assert first.pourquoi == (CHOSEN, *third.pourquoi)
    assert first.contacts == third.contacts == advised.contacts
    assert advised.besoins[0].confiance == first.score == third.score
    assert advised.besoins[0].action is base.fiche(third.id).actions[0]


def test_agreeing_changes_nothing(matcher: Matcher, base: Base) -> None:
    reponse, shortlist = matcher.with_shortlist(NEED)
    advised = follow(reponse, shortlist, (1,), base)
    assert ids(advised) == ids(reponse)
    assert advised.besoins[0].propositions == reponse.besoins[0].propositions
    assert advised.faq == reponse.faq


def test_choosing_nothing_is_an_honest_refusal_that_says_who_to_call(matcher: Matcher, base: Base) -> None:
    lille = Territoire("32", "Hauts-de-France")
    reponse, shortlist = matcher.with_shortlist(NEED, territoire=lille)
    refused = follow(reponse, shortlist, (), base)
    assert refused.suite is Suite.INCONNU
    assert ids(refused) == []
    assert refused.contacts == shortlist.contacts != ()


def test_a_question_stays_a_question_and_its_choices_change_places(matcher: Matcher, base: Base) -> None:
    text = "partager nos trucs"
    reponse, shortlist = matcher.with_shortlist(text)
    assert reponse.question is not None
    named = [choix.communs for choix in reponse.question.choix]
    last = next(n for n, one in enumerate(shortlist.propositions, 1) if one.id in named[-2])
    advised = follow(reponse, shortlist, (last,), base)
    assert advised.suite is Suite.QUESTION
    assert advised.question is not None
    assert [choix.communs for choix in advised.question.choix] == [named[-2], *named[:-2], ()]


def test_a_refusal_is_lifted_only_for_what_the_engine_itself_would_have_shown(matcher: Matcher, base: Base) -> None:
    _, shortlist = matcher.with_shortlist(NEED)
    unknown = Reponse(Suite.INCONNU, (BesoinCompris(NEED, None, 0.0),))
    likely = [n for n, one in enumerate(shortlist.propositions, 1) if one.score >= shortlist.serves]
    unlikely = [n for n in range(1, 11) if n not in likely]
    assert follow(unknown, shortlist, unlikely[:3], base) == unknown
    assert follow(unknown, shortlist, (), base) == unknown
    lifted = follow(unknown, shortlist, (unlikely[0], likely[0]), base)
    assert ids(lifted) == [shortlist.propositions[likely[0] - 1].id]


def test_other_words_are_kept_beside_the_person_s(matcher: Matcher) -> None:
    reponse = matcher.understand(NEED)
    assert rephrased(reponse, "") is reponse
    assert rephrased(reponse, "Réserver nos salles").besoins[0].reformule == "Réserver nos salles"
    assert rephrased(reponse, "Réserver nos salles").besoins[0].texte == NEED
    two = Reponse(Suite.REPONSE, reponse.besoins * 2)
    assert rephrased(two, "Réserver nos salles") is two


TEXTS = (NEED, "partager nos trucs", "un modèle de bail pour une ferme", "organiser nos réunions à distance", "logo")


@settings(deadline=None)  # The whole engine answers: on a busy machine that is no fault of the answer.
@given(
    text=st.sampled_from(TEXTS),
    choice=st.lists(st.integers(1, SHORTLIST_MAX), unique=True, max_size=3),
    ecoute=st.sampled_from((Ecoute.DIRECT, Ecoute.MENTION)),
)
def test_whatever_is_chosen_the_answer_is_made_of_the_engine_s_best(
    matcher: Matcher, base: Base, text: str, choice: list[int], ecoute: Ecoute
) -> None:
    reponse, shortlist = matcher.with_shortlist(text, ecoute=ecoute)
    if not asks_for_advice(reponse):
        return
    advised = follow(reponse, shortlist, choice, base)
    best = {proposition.id: proposition for proposition in shortlist.propositions}
    assert set(ids(advised)) <= set(best)
    assert len(ids(advised)) <= 3
    assert led_to(advised) <= led_to(reponse)
    scores = [proposition.score for besoin in advised.besoins for proposition in besoin.propositions]
    assert scores == sorted(scores, reverse=True)
    for besoin in advised.besoins:
        assert besoin.texte == text
        for proposition in besoin.propositions:
            own = best[proposition.id]
            assert proposition.score <= own.score
            assert proposition.nom == own.nom
            assert proposition.contacts == own.contacts
            assert proposition.pourquoi in (own.pourquoi, (CHOSEN, *own.pourquoi))
