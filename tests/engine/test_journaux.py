"""Nothing of what people say, and none of their accounts, goes to the logs: whatever happens, errors included."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from engine.monde import Monde, with_options
from engine.server import AIGUILLEURS, ENTRAIDE, Server

from aiguilleur_bot.engine import AiguilleurOption
from aiguilleur_bot.engine.retention import clean
from aiguilleur_bot.platforms.base import Forbidden, Invalid, Outbound, Say
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store import journal

CANARY = "zinzolin"
HOSTILE = (
    f"nos salles {CANARY} %s %(nom)s {{0}} \x1b[31m\n\u202e{CANARY}@courriel.test 06 12 34 56 78",
    f"poison {CANARY}",
    f"un bail {CANARY} pour la ferme",
    f"on ne paie plus le loyer {CANARY}",
    f"corriger : une grange {CANARY}",
    f"mes donnes {CANARY}",
)
PEOPLE = ("@camille-amarante:canari.test", "@sasha-amarante:canari.test")
HELPER = "@aide-amarante:canari.test"


class Captured(logging.Handler):
    """Everything said to the logs: ours, those of libraries, with their exceptions."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def event(self, _logger: object, _name: str, fields: structlog.typing.EventDict) -> structlog.typing.EventDict:
        self.lines.append(json.dumps({**fields}, default=repr, ensure_ascii=False))
        raise structlog.DropEvent


@pytest.fixture
def captured() -> Iterator[Captured]:
    handler = Captured()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)  # as app.write_logs: what libraries say below is never written
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.format_exc_info, handler.event]
    )
    yield handler
    structlog.configure(**before)
    root.removeHandler(handler)
    root.setLevel(level)


def refuses(outbound: Outbound) -> None:
    """A server that says in its errors what it was told, as some do."""
    if isinstance(outbound, Say) and "2" in outbound.id[-1:]:
        raise Forbidden(f"{outbound.person} : {outbound.body}", code="M_FORBIDDEN")
    if isinstance(outbound, Say) and "3" in outbound.id[-1:]:
        raise Invalid(f"{outbound.body}")
    if isinstance(outbound, Say) and "4" in outbound.id[-1:]:
        raise RuntimeError(f"{outbound.person} {outbound.body}")


async def test_no_word_and_no_account_is_ever_logged(
    monde: Monde, captured: Captured, capfd: pytest.CaptureFixture[str]
) -> None:
    with_options(
        monde,
        aiguilleurs=(AiguilleurOption({Server.name: HELPER}),),
        attempts=1,
        messages_per_minute=20,
        salons=tuple(replace(salon, region="32") for salon in monde.options.salons),
    )
    monde.server.refuse = refuses
    async with monde.alive() as engine:
        for person in PEOPLE:
            for words in HOSTILE:
                await monde.server.ask(person, words)
                await monde.server.tell(person, words)
                await monde.server.tell(person, "oui")
            for word in ("humain", HOSTILE[2], "mes données", "mes données json", "1", "oui"):
                await monde.server.tell(person, word)
            first = next(event.event_id for event in monde.server.said if event.sender == person)
            await monde.server.edit(person, ENTRAIDE, first, f"nos salles {CANARY}, autrement")
            await monde.server.redact(person, ENTRAIDE, first)
        await monde.server.say(HELPER, AIGUILLEURS, f"je prends {CANARY}", mentions_bot=True)
        await monde.server.tell(HELPER, "prendre 1")
        await monde.server.tell(HELPER, f"clore {CANARY}")
        await monde.server.tell(PEOPLE[0], "oublie-moi")
        async with asyncio.timeout(60):
            while not await _decided(engine.database, len(monde.server.said)):
                await asyncio.sleep(0.05)
        await clean(engine.database, monde.clock, replace(monde.options, kept_for=timedelta(0)))
        async with engine.database.read() as tx:
            parked = await journal.parked(tx, monde.clock.now() - timedelta(hours=1))
            errors = str((await tx.exec_driver_sql("SELECT erreur, raison FROM journal, envoi")).all())
    assert parked, "the poison was parked: its error was logged"
    said = "\n".join([*captured.lines, *capfd.readouterr(), errors, str(parked)])
    assert "evenement_ecarte" in said
    assert "envoi_abandonne" in said
    assert "menage_fait" in said
    for trace in (CANARY, "amarante", "06 12 34"):
        assert trace not in said, next(line for line in said.splitlines() if trace in line)


async def _decided(database: store.Database, heard: int) -> bool:
    """All of it was heard and decided; some of what is to be said never will be."""
    async with database.read() as tx:
        admitted = int(await journal.read_cursor(tx, Server.name) or 0) >= heard
        return admitted and not (await journal.counts(tx)).get(journal.ADMITTED)
