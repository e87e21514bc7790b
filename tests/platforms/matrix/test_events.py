"""What a Matrix event says to the bot, by tables and by properties: whatever is written, nothing breaks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aiguilleur_bot.platforms.base import Departure, Edition, Message, Reaction, Redaction
from aiguilleur_bot.platforms.matrix.events import TIMELINE_TYPES, Me, translate

ROOM = "!salon"
ME = Me("@aiguilleur:exemple.org", ("aiguilleur", "Aiguilleur Tiers-Lieux"))
CAMILLE = "@camille:exemple.org"
AT = 1_763_760_000_000


def event(content: Any, kind: str = "m.room.message", **more: Any) -> dict[str, Any]:
    base = {"type": kind, "event_id": "$1", "sender": CAMILLE, "origin_server_ts": AT, "content": content}
    return base | more


def text(body: str, **more: Any) -> dict[str, Any]:
    return event({"msgtype": "m.text", "body": body, **more})


def member(membership: str, before: str = "join") -> dict[str, Any]:
    previous = {"prev_content": {"membership": before}}
    return event({"membership": membership}, "m.room.member", state_key=CAMILLE, unsigned=previous)


def heard(raw: dict[str, Any]) -> Message:
    found = translate(raw, ROOM, ME)
    assert isinstance(found, Message)
    return found


def test_a_message_keeps_who_where_and_when() -> None:
    found = translate(text("bonjour"), ROOM, ME, is_direct=True)
    assert found == Message(
        platform="matrix",
        room=ROOM,
        event_id="$1",
        sender=CAMILLE,
        at=datetime(2025, 11, 21, 21, 20, tzinfo=UTC),
        is_direct=True,
        text="bonjour",
    )


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        ("@aiguilleur on galère", "on galère"),
        ("@aiguilleur: on galère", "on galère"),
        ("@Aiguilleur, on galère", "on galère"),
        ("aiguilleur : on galère", "on galère"),
        ("Aiguilleur, on galère", "on galère"),
        ("Aiguilleur Tiers-Lieux: on galère", "on galère"),
        ("@aiguilleur:exemple.org on galère", "on galère"),
        ("@aiguilleur:exemple.org: on galère", "on galère"),
        ("@aiguilleur\n\non galère", "on galère"),
        ("  @aiguilleur\u00a0: on galère", "on galère"),
        ("[aiguilleur](https://matrix.to/#/@aiguilleur:exemple.org) on galère", "on galère"),
        ("@aiguilleur", ""),
        ("Bonjour @aiguilleur, on galère", "Bonjour @aiguilleur, on galère"),
        ("on galère @aiguilleur", "on galère @aiguilleur"),
    ],
)
def test_the_bot_called_by_name_knows_it_and_reads_the_rest(body: str, rest: str) -> None:
    message = heard(text(body))
    assert (message.mentions_bot, message.text) == (True, rest)


@pytest.mark.parametrize(
    "body",
    [
        "on galère",
        "un aiguilleur m'a dit de venir ici",
        "aiguilleur est un beau métier",
        "écrivez à contact@aiguilleur.org",
        "@aiguilleur:ailleurs.net vous répondra",
        "@aiguilleurs : réunion demain",
        "@aiguilleur-pro répond",
    ],
)
def test_the_bot_is_not_called_when_another_is_meant(body: str) -> None:
    message = heard(text(body))
    assert (message.mentions_bot, message.text) == (False, body)


@pytest.mark.parametrize(
    ("content", "called"),
    [
        ({"body": "Robot: on galère", "m.mentions": {"user_ids": [ME.account]}}, True),
        ({"body": "Robot", "formatted_body": '<a href="https://matrix.to/#/@aiguilleur:exemple.org">Robot</a>'}, True),
        ({"body": "Robot", "formatted_body": '<a href="https://matrix.to/#/%40aiguilleur%3Aexemple.org">R</a>'}, True),
        (  # the sender's client says whom it mentions: a pill inside a quotation is not a call
            {"body": "x", "m.mentions": {}, "formatted_body": '<a href="https://matrix.to/#/@aiguilleur:exemple.org">'},
            False,
        ),
        ({"body": "x", "m.mentions": {"user_ids": [CAMILLE]}}, False),
        ({"body": "x", "m.mentions": {"room": True}}, False),
        ({"body": "x", "m.mentions": {"user_ids": "@aiguilleur:exemple.org"}}, False),
        ({"body": "x", "m.mentions": ["@aiguilleur:exemple.org"]}, False),
    ],
)
def test_declared_mentions_and_pills(content: dict[str, Any], called: bool) -> None:
    assert heard(event({"msgtype": "m.text", **content})).mentions_bot is called


PILL = '<a href="https://matrix.to/#/@aiguilleur:exemple.org">{}</a>{}'


@pytest.mark.parametrize(
    ("body", "formatted", "rest"),
    [
        ("Le Robot merci !", PILL.format("Le Robot", " merci !"), "merci !"),
        ("Le Robot: merci !", "<p>" + PILL.format("Le Robot", ": merci !</p>"), "merci !"),
        ("L'ami & co humain", PILL.format("L'ami &amp; co", " humain"), "humain"),
        ("Le Robot", PILL.format("Le Robot", ""), ""),
        ("> <@x:y> ah\n\nLe Robot 1", "<mx-reply>ah</mx-reply>" + PILL.format("Le Robot", " 1"), "1"),
        ("merci Le Robot", "merci " + PILL.format("Le Robot", ""), "merci Le Robot"),
        ("Camille merci", '<a href="https://matrix.to/#/@camille:exemple.org">Camille</a> merci', "Camille merci"),
    ],
)
def test_a_pill_that_opens_the_message_is_our_name_whatever_it_says(body: str, formatted: str, rest: str) -> None:
    content = {"msgtype": "m.text", "body": body, "formatted_body": formatted, "m.mentions": {"user_ids": [ME.account]}}
    if body.startswith(">"):
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": "$0"}}
    assert heard(event(content)).text == rest
    edition = {"msgtype": "m.text", "body": "*", "m.new_content": content}
    edition["m.relates_to"] = {"rel_type": "m.replace", "event_id": "$0"}
    if not body.startswith(">"):
        assert translate(event(edition), ROOM, ME).text == rest  # type: ignore[union-attr]


def test_other_people_mentioned_are_named_once_without_the_bot() -> None:
    mentions = {"user_ids": [ME.account, CAMILLE, CAMILLE, 3, None]}
    assert heard(text("x", **{"m.mentions": mentions})).mentions == (CAMILLE,)


@pytest.mark.parametrize(
    ("relation", "thread", "reply_to"),
    [
        (
            {"rel_type": "m.thread", "event_id": "$r", "is_falling_back": True, "m.in_reply_to": {"event_id": "$l"}},
            "$r",
            None,
        ),
        ({"rel_type": "m.thread", "event_id": "$r", "m.in_reply_to": {"event_id": "$l"}}, "$r", "$l"),
        ({"m.in_reply_to": {"event_id": "$l"}}, None, "$l"),
        ({"rel_type": "m.reference", "event_id": "$l"}, None, None),
        ({"rel_type": "m.thread", "event_id": 7}, None, None),
        ("m.thread", None, None),
        (None, None, None),
    ],
)
def test_threads_and_replies(relation: Any, thread: str | None, reply_to: str | None) -> None:
    message = heard(text("x", **{"m.relates_to": relation}))
    assert (message.thread, message.reply_to) == (thread, reply_to)


def test_the_quotation_of_a_reply_is_not_what_the_person_says() -> None:
    reply = {"m.in_reply_to": {"event_id": "$l"}}
    assert heard(text(f"> <{CAMILLE}> un\n> deux\n\ntrois", **{"m.relates_to": reply})).text == "trois"
    assert heard(text(f"> * <{CAMILLE}> un\n\ntrois\n\nquatre", **{"m.relates_to": reply})).text == "trois\n\nquatre"
    assert heard(text("> une citation à moi\net la suite", **{"m.relates_to": reply})).text.startswith("> une")
    assert heard(text(f"> <{CAMILLE}> sans réponse")).text == f"> <{CAMILLE}> sans réponse"


def test_a_bot_quoted_in_a_reply_is_not_called() -> None:
    reply = {"m.in_reply_to": {"event_id": "$l"}}
    quoted = f"> <{ME.account}> je propose Dokos\n\nil a raison"
    assert not heard(text(quoted, **{"m.relates_to": reply})).mentions_bot


@pytest.mark.parametrize(
    "raw",
    [
        event({"msgtype": "m.notice", "body": "je suis un robot"}),
        event({"msgtype": "m.server_notice", "body": "maintenance"}),
        event({"msgtype": "m.key.verification.request", "body": "vérification"}),
        event({"msgtype": "m.text", "body": "   "}),
        event({"msgtype": "m.text", "body": None}),
        event({}),
        text("moi") | {"sender": ME.account},
        text("x") | {"sender": 12},
        text("x") | {"event_id": ""},
        text("x") | {"origin_server_ts": "hier"},
        text("x") | {"origin_server_ts": 10**30},
        text("x") | {"origin_server_ts": True},
        text("x") | {"unsigned": {"redacted_because": {"type": "m.room.redaction"}}},
        member("join"),
        event(
            {"membership": "leave"},
            "m.room.member",
            state_key=CAMILLE,
            unsigned={"prev_content": {"membership": "ban"}},
        ),
        event({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$2"}}, "m.reaction"),
        event({}, "m.room.redaction"),
        event({"name": "Salon"}, "m.room.name"),
    ],
)
def test_what_is_not_for_us_is_nothing(raw: dict[str, Any]) -> None:
    assert translate(raw, ROOM, ME) is None


@pytest.mark.parametrize("msgtype", ["m.image", "m.audio", "m.video", "m.file", "m.location"])
def test_media_have_no_words_but_their_caption(msgtype: str) -> None:
    media = {"msgtype": msgtype, "body": "IMG.jpg", "filename": "IMG.jpg", "m.mentions": {"user_ids": [ME.account]}}
    plain = heard(event(media))
    assert (plain.kind, plain.text, plain.mentions_bot) == ("autre", "", True)
    captioned = heard(event(media | {"body": "qui a ça ?"}))
    assert (captioned.kind, captioned.text) == ("texte", "qui a ça ?")


def test_an_encrypted_event_has_no_words_but_its_thread() -> None:
    raw = event({"ciphertext": "…", "m.relates_to": {"rel_type": "m.thread", "event_id": "$r"}}, "m.room.encrypted")
    assert (heard(raw).kind, heard(raw).text, heard(raw).thread) == ("chiffre", "", "$r")


def test_reactions_redactions_departures_and_editions() -> None:
    reaction = event({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$2", "key": "✋🏽"}}, "m.reaction")
    found = translate(reaction, ROOM, ME)
    assert isinstance(found, Reaction)
    assert (found.target, found.key) == ("$2", "✋🏽")
    for raw in (event({"redacts": "$2"}, "m.room.redaction"), event({}, "m.room.redaction", redacts="$2")):
        withdrawn = translate(raw, ROOM, ME)
        assert isinstance(withdrawn, Redaction)
        assert withdrawn.target == "$2"
    for membership in ("leave", "ban"):
        gone = translate(event({"membership": membership}, "m.room.member", state_key=CAMILLE), ROOM, ME)
        assert isinstance(gone, Departure)
        assert (gone.person, gone.declined) == (CAMILLE, False)
    refused = event({"membership": "leave"}, "m.room.member", state_key=CAMILLE)
    refused["unsigned"] = {"prev_content": {"membership": "invite"}}
    gone = translate(refused, ROOM, ME)
    assert isinstance(gone, Departure)
    assert gone.declined
    new = {"msgtype": "m.text", "body": "@aiguilleur un bail"}
    edit = text("* x", **{"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": "$2"}})
    edited = translate(edit, ROOM, ME)
    assert isinstance(edited, Edition)
    assert (edited.target, edited.text, edited.mentions_bot) == ("$2", "un bail", True)


def test_an_edition_without_its_new_content_is_no_new_message() -> None:
    assert translate(text("* x", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$2"}}), ROOM, ME) is None


def test_text_no_database_stores_is_made_storable() -> None:
    assert heard(text("a\ud800b\x00c\r\nd\te")).text == "a�bc\nd\te"


NASTY = st.sampled_from([ME.account, "m.thread", "m.replace", "m.annotation", "join", "leave", "m.text", "$1"])
KEYS = st.sampled_from(
    """type event_id sender origin_server_ts content unsigned redacts state_key msgtype body format formatted_body
    membership m.relates_to m.new_content m.mentions m.in_reply_to rel_type key user_ids is_falling_back
    redacted_because prev_content filename""".split()  # noqa: SIM905  # read as a list of words
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(), max_size=20)
JSON = st.recursive(
    SCALARS | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@given(st.sampled_from(TIMELINE_TYPES), JSON, JSON)
@example("m.room.message", {"msgtype": "m.text", "body": "x", "m.relates_to": "une chaîne"}, None)
def test_no_event_breaks_the_bot(kind: str, content: Any, unsigned: Any) -> None:
    found = translate(event(content, kind, unsigned=unsigned), ROOM, ME)
    if isinstance(found, Message | Edition):
        found.text.encode("utf-8")
        assert "\x00" not in found.text


@given(JSON)
def test_no_json_at_all_breaks_the_bot(raw: Any) -> None:
    translate(raw if isinstance(raw, dict) else {"content": raw}, ROOM, ME)
