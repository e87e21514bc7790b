"""What holds whatever people do, in any order: random conversations of twenty turns."""

from __future__ import annotations

import re

from dialogue.person import CHAT, ELSEWHERE, HDF, NOW, TROUBLE, UNKNOWN, SmallSavoir, asked, found
from hypothesis import given, settings
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.commands import read, read_tap
from aiguilleur_bot.dialogue.events import (
    Edited,
    Ended,
    Event,
    Flooded,
    Media,
    Released,
    SuiviDu,
    Taken,
    Tap,
    Withdrawn,
    Words,
)
from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.dialogue.model import (
    ContinueInDirect,
    Conversation,
    Effect,
    Phase,
    React,
    RecordBesoin,
    ReviseAnswer,
    Say,
    World,
)
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.dialogue.state import dump, load
from aiguilleur_bot.dialogue.step import step, wants_matching
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.vocabulary import BesoinCompris, Proposition, Question, Reponse, Suite

SECRET = "camille.dupont@exemple.org"
CLARIFYING = ("question", "question_ouverte", "phrase", "territoires")
CONTENT = ("reponse", "fiche", "region", "inconnu", "hors_perimetre", "sensible", "transmis", "transmis_coup_dur")
CHECKED_WORDS = re.compile(r"humain|personnes? du réseau|en privé|message privé|robot\*\*")

SAID = st.sampled_from(
    [
        *("aide", "humain", "autre", "corriger", "retirer", "mes données", "oublie-moi", "robot", "oui", "non"),
        *("1", "2", "3", "4", "59", "Saint-Denis", "merci", "bonjour", "humian", "un peu", "corriger : un bail", ""),
        *("réserver nos salles", f"un bail, écrire à {SECRET}", "on va devoir fermer", "???", "humain : un bail rural"),
        *("retirer 42", "retirer 7", "du matériel", "je suis à Lille"),
    ]
) | st.text(max_size=40)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    SAID.map(Words),
    SAID.map(Words),
    st.sampled_from(["🙋", "1⃣", "2⃣", "4⃣", "👍", "👎🏽", "🎉"]).map(Tap),
    st.sampled_from(
        [
            Media(),
            Withdrawn(),
            Flooded(),
            Taken("@a:exemple.org"),
            Ended("@a:test", 1),
            Released(1),
            SuiviDu("réserver"),
            Edited(f"la compta {SECRET}"),
        ]
    ),
)
OPEN = Reponse(Suite.QUESTION, question=Question("De quoi s'agit-il ?"))
WITH_SECRET = Reponse(
    Suite.REPONSE,
    (
        BesoinCompris(
            f"un bail, {SECRET}", None, 0.9, (Proposition("odoo", "Odoo", 0.9, (f"vous parlez de {SECRET}",)),)
        ),
    ),
)
MATCHES = st.sampled_from(
    [
        WITH_SECRET,
        found("dokos"),
        found("dokos", "nextcloud", "odoo", "movilab"),
        asked(),
        OPEN,
        UNKNOWN,
        ELSEWHERE,
        TROUBLE,
        CHAT,
    ]
)
TURNS = st.lists(st.tuples(EVENTS, MATCHES), max_size=20)


def played(direct: bool, turns: list[tuple[Event, Reponse]]) -> list[tuple[Conversation, Event, tuple[Effect, ...]]]:
    """Each turn: the conversation before it, the event, the effects."""
    conversation, done = Conversation(direct=direct), []
    for number, (event, match) in enumerate(turns, start=1):
        matched = match if wants_matching(conversation, event) is not None else None
        where = HDF if number % 2 else None
        world = World(NOW, SmallSavoir(), number, matched, nouveau=number == 1, territoire_du_salon=where)
        before = conversation
        conversation, effects = step(conversation, event, world)
        assert step(before, event, world) == (conversation, effects), "same input, same output"
        done.append((before, event, effects))
    return done


def spoken(effects: tuple[Effect, ...]) -> list[Say | ReviseAnswer]:
    return [effect for effect in effects if isinstance(effect, Say | ReviseAnswer)]


@settings(max_examples=150, deadline=None)
@given(st.booleans(), TURNS)
def test_every_direct_message_gets_a_message_or_a_reaction(direct: bool, turns: list[tuple[Event, Reponse]]) -> None:
    for before, event, effects in played(direct, turns):
        if isinstance(event, Words) and before.phase is not Phase.HUMAIN:
            assert any(isinstance(effect, Say | React) for effect in effects), (before.phase, event)
        if before.phase is Phase.HUMAIN and isinstance(event, Words):
            assert not effects or read(event.texte) is not None


@settings(max_examples=150, deadline=None)
@given(st.booleans(), TURNS)
def test_nothing_is_recorded_before_the_person_agrees_and_then_masked(
    direct: bool, turns: list[tuple[Event, Reponse]]
) -> None:
    for before, event, effects in played(direct, turns):
        for kept in (effect for effect in effects if isinstance(effect, RecordBesoin)):
            command = read(event.texte) if isinstance(event, Words) else None
            command = read_tap(event.cle) if isinstance(event, Tap) else command
            agreed = command is not None and command.mot in (Mot.OUI, Mot.HUMAIN)
            assert agreed or before.phase is Phase.PHRASE, (before.phase, event)
            assert kept.texte == mask(kept.texte)
            assert 0 < len(kept.texte) <= 280
            assert SECRET not in kept.texte
            if kept.appui == "coup-dur":
                assert kept.proposes == kept.proches == ()


@settings(max_examples=150, deadline=None)
@given(st.booleans(), TURNS)
def test_never_two_questions_without_something_of_substance_between(
    direct: bool, turns: list[tuple[Event, Reponse]]
) -> None:
    asked_last = False
    for before, event, effects in played(direct, turns):
        asked_last = asked_last and not isinstance(event, Withdrawn)
        for effect in spoken(effects):
            if isinstance(event, Edited) or effect.modele in (*CONTENT, "non", "retire", "oubli"):
                asked_last = False
            if effect.modele in ("question", "question_ouverte"):
                assert not asked_last, (before.phase, event)
            if effect.modele in CLARIFYING and isinstance(effect, Say) and effect.ou == "ici":
                asked_last = True


@settings(max_examples=100, deadline=None)
@given(direct=st.booleans(), turns=TURNS)
def test_few_options_and_always_a_way_to_a_human(
    voice: Voice, direct: bool, turns: list[tuple[Event, Reponse]]
) -> None:
    for before, _, effects in played(direct, turns):
        for effect in spoken(effects):
            text = voice.render(effect.modele, effect.donnees)
            assert CHECKED_WORDS.search(text), effect.modele
            options = set(re.findall(r"^\*\*(\d)\.", text, re.MULTILINE))
            assert len(options) <= (4 if effect.modele == "question" else 3)
            assert SECRET not in text, (before.phase, effect.modele)
            if effect.modele.startswith(("sensible", "transmis_coup_dur")):
                assert "n°" not in text
                assert "okos" not in text


@settings(max_examples=100, deadline=None)
@given(st.booleans(), TURNS)
def test_a_conversation_can_be_stored_at_any_moment(direct: bool, turns: list[tuple[Event, Reponse]]) -> None:
    for before, _, effects in played(direct, turns):
        assert load(dump(before)) == before
        assert SECRET not in dump(before)
        for moved in (effect for effect in effects if isinstance(effect, ContinueInDirect)):
            assert moved.conversation.direct
            assert load(dump(moved.conversation)) == moved.conversation


@settings(max_examples=100, deadline=None)
@given(st.booleans(), TURNS)
def test_the_words_of_one_yes_are_recorded_once(direct: bool, turns: list[tuple[Event, Reponse]]) -> None:
    for before, event, effects in played(direct, turns):
        recorded = [effect for effect in effects if isinstance(effect, RecordBesoin)]
        assert len(recorded) <= 1
        if before.phase is Phase.TRANSMIS and isinstance(event, Words) and read(event.texte) is not None:
            command = read(event.texte)
            assert not recorded or (command is not None and command.reste)


@settings(max_examples=100, deadline=None)
@given(TURNS)
def test_nothing_private_is_said_in_a_room(turns: list[tuple[Event, Reponse]]) -> None:
    private = ("sensible", "transmis", "transmis_coup_dur", "mes_donnees", "oubli", "pris_personne", "phrase")
    for _, _, effects in played(False, turns):
        for effect in spoken(effects):
            if effect.modele in private:
                assert isinstance(effect, Say)
                assert effect.ou == "direct"
