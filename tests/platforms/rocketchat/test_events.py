"""What a message of Rocket.Chat means to us: new work, changes of state, and never an exception."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiguilleur_bot.platforms.base import Departure, Edition, Inbound, Message, Reaction, Redaction
from aiguilleur_bot.platforms.rocketchat import emojis
from aiguilleur_bot.platforms.rocketchat.events import Me, Place, as_it_reads, milliseconds, translate

ME = Me("idBot", "aiguilleur", "Aiguilleur du Grand Est")
NOW = 1_795_290_116_969
ROOM = Place("GENERAL", since=NOW - 1_000_000, floor=NOW - 120_000)
DIRECT = Place("GENERAL", is_direct=True, since=ROOM.since, floor=ROOM.floor)
CAMILLE = {"_id": "idCamille", "username": "camille", "name": "Camille"}
BOT = {"_id": "idBot", "username": "aiguilleur", "name": "Aiguilleur"}


def message(text: str = "@aiguilleur bonjour", **more: object) -> dict[str, Any]:
    """As the streams send it; None takes a field away."""
    whole: dict[str, Any] = {
        "_id": "m1",
        "rid": "GENERAL",
        "msg": text,
        "ts": {"$date": NOW},
        "_updatedAt": {"$date": NOW},
        "u": CAMILLE,
        "urls": [],
        "mentions": [],
        **more,
    }
    return {key: value for key, value in whole.items() if value is not None}


def one(document: dict[str, Any], place: Place = ROOM) -> Inbound:
    (event,) = translate(document, place, ME)
    return event


def said(text: str, **more: object) -> Message:
    event = one(message(text, **more))
    assert isinstance(event, Message)
    return event


def test_a_message_of_a_person() -> None:
    event = said("@aiguilleur bonjour @sasha", mentions=[BOT, {"_id": "s", "username": "sasha", "type": "user"}])
    assert event == Message(
        platform="rocketchat",
        room="GENERAL",
        event_id="m1",
        sender="@camille",
        at=datetime.fromtimestamp(NOW / 1000, UTC),
        text="bonjour @sasha",
        mentions_bot=True,
        mentions=("@sasha",),
    )


def test_dates_are_the_same_over_both_wires() -> None:
    iso = datetime.fromtimestamp(NOW / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert milliseconds(iso) == milliseconds({"$date": NOW}) == NOW
    assert said("x", ts=iso, _updatedAt=iso) == said("x")
    for wrong in ("hier", {"$date": "x"}, {"$date": True}, {"$date": -1}, {"$date": 10**18}, None, 1.5, [], "9999999"):
        assert milliseconds(wrong) is None


@pytest.mark.parametrize(
    ("text", "calls", "words"),
    [
        ("@aiguilleur bonjour", True, "bonjour"),
        ("@aiguilleur.", True, ""),
        ("@aiguilleur. bonjour", True, "bonjour"),
        ("merci @aiguilleur.", True, "merci @aiguilleur."),
        ("@Aiguilleur, bonjour", True, "bonjour"),
        ("aiguilleur : bonjour", True, "bonjour"),
        ("Aiguilleur du Grand Est, bonjour", True, "bonjour"),
        ("(@aiguilleur) bonjour", True, "(@aiguilleur) bonjour"),
        ("@aiguilleur-bis bonjour", False, "@aiguilleur-bis bonjour"),
        ("@aiguilleur.fr bonjour", False, "@aiguilleur.fr bonjour"),
        ("contact@aiguilleur bonjour", False, "contact@aiguilleur bonjour"),
        ("l'aiguilleur est là", False, "l'aiguilleur est là"),
        ("@all bonjour", False, "@all bonjour"),
        ("@\u2060aiguilleur bonjour", True, "bonjour"),
    ],
)
def test_being_called(text: str, calls: bool, words: str) -> None:
    event = said(text)
    assert (event.mentions_bot, event.text) == (calls, words)


def test_the_server_says_who_is_called() -> None:
    assert said("bonjour", mentions=[BOT]).mentions_bot
    assert not said("bonjour", mentions=[{"_id": "all", "username": "all"}]).mentions_bot
    assert said("x", mentions=[{"_id": "here"}, {"_id": "t", "username": "eq", "type": "team"}, 3]).mentions == ()


def test_threads_quotes_photos_and_what_cannot_be_read() -> None:
    assert said("oui", tmid="racine").thread == "racine"
    quoted = said("[ ](https://chat.exemple.org/channel/general?msg=m0) oui")
    assert (quoted.reply_to, quoted.text) == ("m0", "oui")
    photo = said("", attachments=[{"title": "salle.jpg", "image_url": "/f"}])
    assert (photo.kind, photo.text) == ("autre", "")
    assert said("", attachments=[{"description": "notre salle"}]).text == "notre salle"
    sealed = said("", t="e2e", content={"algorithm": "rc.v1.aes-sha2", "ciphertext": "…"})
    assert (sealed.kind, sealed.text) == ("chiffre", "")


@pytest.mark.parametrize(
    "more",
    [
        {"u": BOT},
        {"bot": {"i": "js.SDK"}},
        {"alias": "Météo"},
        {"u": {"_id": "rocket.cat", "username": "rocket.cat"}},
        {"t": "uj"},
        {"t": "room_changed_topic"},
        {"t": "videoconf"},
        {"_hidden": True},
        {"rid": "ailleurs"},
        {"ts": {"$date": NOW - 2_000_000}},
        {"ts": {"$date": NOW - 500_000}},
        {"u": None},
        {"_id": None},
        {"ts": None},
    ],
)
def test_what_is_no_request(more: dict[str, object]) -> None:
    assert translate(message(**more), ROOM, ME) == ()


def test_nothing_is_for_us_where_we_may_not_answer() -> None:
    assert translate(message(), Place("GENERAL", closed=True), ME) == ()


def test_an_edit_is_a_change_of_state_even_long_after() -> None:
    old = {"ts": {"$date": NOW - 500_000}, "editedAt": {"$date": NOW}, "editedBy": {"username": "sasha"}}
    event = one(message("@aiguilleur pardon", **old))
    assert isinstance(event, Edition)
    assert (event.target, event.text, event.sender, event.mentions_bot) == ("m1", "pardon", "@sasha", True)


def test_an_edited_message_that_nobody_heard_is_heard_once() -> None:
    edited = message(editedAt={"$date": NOW + 5})
    for unheard in (edited, {**edited, "tmid": "racine"}):
        assert [type(event) for event in translate(unheard, ROOM, ME)] == [Message, Edition]
        assert [type(event) for event in translate(unheard, ROOM, ME, heard={"m1"})] == [Edition]


def test_reactions_are_told_where_they_may_be_for_us() -> None:
    hands, unicorn = {"usernames": ["camille", "aiguilleur", "sasha"]}, {"usernames": ["camille"]}
    put = {":raised_hand_tone3:": hands, ":licorne:": unicorn}
    mine = translate(message("voici", u=BOT, reactions=put), ROOM, ME)
    assert [(event.key, event.sender) for event in mine if isinstance(event, Reaction)] == [
        ("✋", "@camille"),
        ("✋", "@sasha"),
        (":licorne:", "@camille"),
    ]
    theirs = [event for event in translate(message(reactions=put), ROOM, ME) if isinstance(event, Reaction)]
    assert {event.sender for event in theirs} == {"@camille"}
    assert len({event.event_id for event in mine}) == 3


def test_who_leaves_and_what_is_withdrawn() -> None:
    left, put_out = one(message("camille", t="ul")), one(message("sasha", t="ru"))
    assert isinstance(left, Departure)
    assert isinstance(put_out, Departure)
    assert (left.person, put_out.person, put_out.sender) == ("@camille", "@sasha", "@camille")
    gone = one(message("", t="rm"))
    assert isinstance(gone, Redaction)
    assert gone.target == "m1"


def test_what_a_message_says_now_however_old() -> None:
    old = message("@aiguilleur pardon", ts={"$date": 1}, editedAt={"$date": NOW}, replies=["idBot"])
    read = as_it_reads(old, Place("GENERAL"), ME)
    assert read is not None
    assert read.text == "pardon"
    for none in (message(t="rm"), message(u=BOT), message(rid="ailleurs"), {}):
        assert as_it_reads(none, Place("GENERAL"), ME) is None


def test_each_sign_that_means_something_has_a_name_and_back() -> None:
    for sign in "🙋✋👍👎👌✅❌🙏❤🧭":
        name = emojis.name(sign)
        assert name is not None
        assert emojis.sign(name) == sign
    assert emojis.name("🙋🏽‍♀️") == ":raising_hand:"
    assert (emojis.name("1️⃣"), emojis.sign(":one:")) == (":one:", "1⃣")
    assert emojis.name("🦄") is None


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("_id", "rid", "msg", "ts", "u", "_updatedAt", "t", "tmid", "mentions", "reactions", "editedAt", "editedBy")
STRANGE = st.fixed_dictionaries({}, optional=dict.fromkeys((*FIELDS, "bot", "attachments", "replies", "alias"), ANY))


@settings(max_examples=150, deadline=None)
@given(STRANGE, st.booleans())
def test_a_hostile_document_is_no_event(strange: dict[str, Any], whole: bool) -> None:
    document = {**message(), **strange} if whole else strange
    for event in translate(document, ROOM, ME):
        assert event.room == "GENERAL"
        assert event.sender != ME.account
        assert event.at.tzinfo is not None


@settings(max_examples=150, deadline=None)
@given(STRANGE, st.booleans())
def test_only_what_a_person_newly_says_is_new_work(strange: dict[str, Any], known: bool) -> None:
    document = {**message(), **strange}
    for event in translate(document, ROOM, ME, heard={str(document["_id"])} if known else ()):
        if isinstance(event, Message):
            assert event.at.timestamp() * 1000 >= ROOM.floor
            assert document["u"]["_id"] != ME.id
            assert document.get("t", "e2e") in ("e2e", "") or not isinstance(document["t"], str)
            assert not known or milliseconds(document.get("editedAt")) is None


@given(st.text(), st.sampled_from([ROOM, DIRECT]))
def test_any_text_is_heard_as_it_is(text: str, place: Place) -> None:
    (event,) = translate(message(text), place, ME)
    assert isinstance(event, Message)
    assert event.is_direct is place.is_direct
