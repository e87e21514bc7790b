"""`ecoute: invite` (transcript 7): one 🧭 on a clear need, an answer only to its author's own 🧭, nothing kept else."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine.crashes import Failpoints
from engine.monde import KEY, Monde, sqlite, with_options
from engine.server import ENTRAIDE, FakePlatform, Server
from engine.steps import Step

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine import SalonOption
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.offers import AT_MOST, LONGEST_READ
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.base import Edition, Message, Redaction, Retry
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.personnes import pseudonym

NEED = "on galère avec les réservations de nos salles"
ASKER, OTHER = "@camille:test", "@alex:test"
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


class Readable(FakePlatform):
    """A platform that gives back what a message says now. `trouble` is raised instead, so many times."""

    trouble = 0

    async def read(self, room: str, event_id: str) -> Message | None:
        self._failpoints("plateforme:lecture")
        if type(self).trouble:
            type(self).trouble -= 1
            raise Retry("serveur en panne")
        said: Message | None = None
        for event in self._server.said:
            if isinstance(event, Message) and event.event_id == event_id and event.room == room:
                said = event
            elif said is not None and isinstance(event, Edition | Redaction) and event.target == event_id:
                if isinstance(event, Redaction):
                    return None
                said = Message(**{**{name: getattr(said, name) for name in _FIELDS}, "text": event.text})
        return said


_FIELDS = ("platform", "room", "event_id", "sender", "at", "is_direct", "text")


async def listening(monde: Monde, ecoute: str = "invite") -> Monde:
    """`monde`, with a help room that lets the bot offer help; the bot has already heard that it is in there."""
    monde.platforms = Readable
    rooms = (SalonOption(Server.name, "entraide", ecoute=ecoute), *monde.options.salons[1:])  # type: ignore[arg-type]
    with_options(monde, salons=rooms)
    await monde.play()
    return monde


@pytest.fixture
async def ouvert(monde: Monde) -> Monde:
    return await listening(monde)


def says(text: str = NEED, person: str = ASKER, room: str = ENTRAIDE, **more: object) -> Step:
    return lambda server: server.say(person, room, text, **more)


def taps(person: str = ASKER, key: str = "🧭", nth: int = 1) -> Step:
    """`person` puts `key` on the `nth` thing said."""

    async def step(server: Server) -> None:
        said = [event for event in server.said if isinstance(event, Message)]
        await server.react(person, ENTRAIDE, said[nth - 1].event_id, key)

    return step


def signs(monde: Monde) -> list[tuple[str, str]]:
    return [(one.target, one.key) for one in monde.server.reactions]


def first(monde: Monde) -> str:
    return next(event.event_id for event in monde.server.said if isinstance(event, Message))


async def test_a_clear_need_gets_one_sign_and_not_a_word(ouvert: Monde) -> None:
    await ouvert.play(says())
    assert signs(ouvert) == [(first(ouvert), "🧭")]
    assert ouvert.server.seen() == []


async def test_the_authors_own_sign_is_answered_as_a_call_under_their_message(ouvert: Monde) -> None:
    await ouvert.play(says(), taps(key="🧭\ufe0f"))
    (answer,) = ouvert.server.seen()
    assert "**1. Dokos**" in answer.body
    assert (answer.room, answer.say.thread, answer.say.reply_to) == (ENTRAIDE, first(ouvert), first(ouvert))


async def test_then_the_thread_goes_on_as_any_other(ouvert: Monde) -> None:
    await ouvert.play(
        says(),
        taps(),
        lambda server: server.say(ASKER, ENTRAIDE, "1", thread=first(ouvert)),
        lambda server: server.redact(ASKER, ENTRAIDE, first(ouvert)),
    )
    (sheet,) = ouvert.server.seen()
    assert "Première étape" in sheet.body, "the answer itself left with the message"


@pytest.mark.parametrize("tap", [taps(OTHER), taps(key="👍"), taps(OTHER, "👍")], ids=["other", "thumb", "both"])
async def test_nobody_else_and_no_other_sign_calls_it(ouvert: Monde, tap: Step) -> None:
    await ouvert.play(says(), tap)
    assert ouvert.server.seen() == []


async def test_a_sign_put_twice_is_answered_once(ouvert: Monde) -> None:
    await ouvert.play(says(), taps(), taps())
    assert len(ouvert.server.seen()) == 1


async def test_two_signs_heard_together_are_answered_once(ouvert: Monde) -> None:
    async def twice(server: Server) -> None:
        await taps()(server)
        await taps()(server)

    await ouvert.play(says(), twice)
    assert len(ouvert.server.seen()) == 1


async def test_a_sign_nobody_was_offered_is_only_a_sign(ouvert: Monde) -> None:
    await ouvert.play(says("bonjour à tout le monde"), taps())
    assert signs(ouvert) == []
    assert ouvert.server.seen() == []


NOT_OFFERED = {
    "chat": says("quelqu'un vient demain ?"),
    "thread": says(thread="$ailleurs"),
    "reply": says(reply_to="$ailleurs"),
    "to somebody": says(mentions=(OTHER,)),
    "media": says("", kind="autre"),
    "trouble": says("on ne paie plus le loyer de nos salles"),
    "story": says(NEED + " et " * LONGEST_READ),
    "other room": says(room="!ailleurs"),
    "aiguilleurs": says(room="!aiguilleurs"),
    "backlog": says(at=datetime.now(UTC) - timedelta(minutes=3)),
}


@pytest.mark.parametrize("said", NOT_OFFERED.values(), ids=NOT_OFFERED)
async def test_it_stays_out_of(ouvert: Monde, said: Step) -> None:
    await ouvert.play(said)
    assert signs(ouvert) == []
    assert ouvert.server.seen() == []


@pytest.mark.parametrize("ecoute", ["mention", "silence"])
async def test_it_listens_only_where_it_was_allowed_to(monde: Monde, ecoute: str) -> None:
    await listening(monde, ecoute)
    await monde.play(says())
    assert signs(monde) == []


async def test_a_call_is_answered_and_gets_no_sign(ouvert: Monde) -> None:
    await ouvert.play(lambda server: server.ask(ASKER, NEED))
    assert signs(ouvert) == []
    assert len(ouvert.server.seen()) == 1


async def test_one_offer_a_person_an_hour(tmp_path: Path, base: Base, voice: Voice) -> None:
    clock = ManualClock(NOON)
    monde = Monde(sqlite(tmp_path), base, voice, clock=clock)
    monde.server.now = clock.now
    await monde.open_rooms()
    await listening(monde)

    async def say_twice(server: Server) -> None:
        await says()(server)
        await says()(server)

    async with monde.alive() as engine:
        points = Failpoints()

        async def said(step: Step) -> int:
            await step(monde.server)
            await monde.until(lambda: monde.settled(engine), points)
            return len(signs(monde))

        assert await said(say_twice) == 1
        assert await said(says(person=OTHER)) == 2
        clock.advance(timedelta(minutes=59))
        assert await said(says()) == 2
        clock.advance(timedelta(minutes=2))
        assert await said(says()) == 3


async def test_a_busy_batch_is_bounded_and_the_newest_win(ouvert: Monde) -> None:
    ouvert.platforms = lambda server, points: Readable(server, points, batch=50)

    async def many(server: Server) -> None:
        async with server.changed:
            at = server.now()
            for number in range(AT_MOST + 4):
                heard = server._heard(ENTRAIDE, f"@p{number}:test", at)
                server.said.append(Message(**heard, text=NEED))  # type: ignore[arg-type]
            server.changed.notify_all()

    await ouvert.play(many)
    newest = [event.event_id for event in ouvert.server.said][-AT_MOST:]
    assert sorted(target for target, _ in signs(ouvert)) == sorted(newest)


# ---------------------------------------------------------------- what is kept


def dump(folder: Path) -> str:
    with sqlite3.connect(folder / "essai.db") as connection:
        return "\n".join(connection.iterdump())


async def test_neither_the_words_nor_the_account_are_kept(ouvert: Monde, tmp_path: Path) -> None:
    """Only the id of the message and the pseudonym of its author."""
    await ouvert.play(says(), says("rien à voir", person=OTHER))
    kept = dump(tmp_path)
    assert pseudonym(KEY, Server.name, ASKER) in kept
    assert pseudonym(KEY, Server.name, OTHER) not in kept
    for secret in (NEED, "réservations", ASKER, OTHER, "rien à voir"):
        assert secret not in kept
    for file in tmp_path.glob("essai.db*"):
        assert "réservations".encode() not in file.read_bytes()


async def test_to_be_forgotten_takes_the_offers_too(ouvert: Monde, tmp_path: Path) -> None:
    await ouvert.play(
        says(),
        lambda server: server.tell(ASKER, "oublie-moi"),
        taps(),
    )
    assert pseudonym(KEY, Server.name, ASKER) not in dump(tmp_path)
    assert ouvert.server.seen(ENTRAIDE) == []


async def test_offers_are_erased_after_a_while(tmp_path: Path, base: Base, voice: Voice) -> None:
    clock = ManualClock(NOON)
    monde = Monde(sqlite(tmp_path), base, voice, clock=clock)
    monde.server.now = clock.now
    await monde.open_rooms()
    await listening(monde)
    await monde.play(says())
    assert "INSERT INTO offre" in dump(tmp_path).replace('"', "")
    async with monde.alive() as engine:
        clock.advance(monde.options.kept_for + timedelta(days=1))
        await engine.timers.clean()
    assert "INSERT INTO offre" not in dump(tmp_path).replace('"', "")


# ---------------------------------------------------------------- read back


async def test_the_last_edit_is_what_is_answered(ouvert: Monde) -> None:
    await ouvert.play(says(), lambda server: server.edit(ASKER, ENTRAIDE, first(ouvert), "un modèle de bail"), taps())
    (answer,) = ouvert.server.seen()
    assert "un modèle de bail" in answer.body
    assert "Dokos" not in answer.body


async def test_a_message_withdrawn_before_the_tap_gets_nothing(ouvert: Monde) -> None:
    await ouvert.play(says(), lambda server: server.redact(ASKER, ENTRAIDE, first(ouvert)), taps())
    assert ouvert.server.seen() == []


async def test_a_message_withdrawn_while_it_was_away_gets_nothing(ouvert: Monde) -> None:
    """The withdrawal is heard after the tap: what is read back is what counts."""

    async def both(server: Server) -> None:
        async with server.changed:
            heard = server._heard(ENTRAIDE, ASKER)
            server.said.append(Redaction(**heard, target=first(ouvert)))  # type: ignore[arg-type]
        await taps()(server)

    ouvert.platforms = lambda server, points: Readable(server, points, batch=1)
    await ouvert.play(says(), both)
    assert ouvert.server.seen() == []


async def test_a_server_in_trouble_is_asked_again(ouvert: Monde) -> None:
    Readable.trouble = 2
    await ouvert.play(says(), taps())
    assert Readable.trouble == 0
    assert len(ouvert.server.seen()) == 1


# ---------------------------------------------------------------- exactly once


async def test_a_crash_at_any_boundary_changes_nothing_people_see(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice
) -> None:
    async def played(crashes: list[int]) -> tuple[list[str], list[tuple[str, str]], list[str]]:
        url = sqlite(tmp_path_factory.mktemp("offre"))
        await (await store.open(url)).close()
        monde = Monde(url, base, voice)
        await monde.open_rooms()
        await listening(monde)
        passed = await monde.play(says(), taps(), crashes=crashes)
        return passed, signs(monde), [bubble.body for bubble in monde.server.seen()]

    boundaries, sign, words = await played([])
    assert "plateforme:lecture" in boundaries
    assert (len(sign), len(words)) == (1, 1)
    for at in range(1, len(boundaries) + 1):
        passed, again, said = await played([at])
        if (again, said) != (sign, words):  # the message was heard again after a stop: it gets no offer, by design
            assert (again, said) == ([], []), (at, passed[at - 1])
            assert "admission:apres-validation" not in passed[:at], "an offer once made is never lost"
