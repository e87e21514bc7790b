"""A need said in the help room, and the hands that may take it."""

from __future__ import annotations

from engine.server import AIGUILLEURS, ENTRAIDE, Bubble, Server

from aiguilleur_bot.engine import AiguilleurOption, SalonOption

ASKER, FIRST, SECOND, THIRD = "@camille:test", "@dominique:test", "@sasha:test", "@maxime:test"
PEOPLE = tuple(
    AiguilleurOption({Server.name: account}, regions=("32",)) for account in (FIRST, SECOND, THIRD, "@noa:test")
)
ROOMS = (
    SalonOption(Server.name, "entraide", region="32"),
    SalonOption(Server.name, "aiguilleurs", "aiguilleurs", region="32"),
)


async def lease(server: Server) -> None:
    await server.ask(ASKER, "un modèle de bail pour une ferme collective")


async def yes(server: Server) -> None:
    await server.say(ASKER, ENTRAIDE, "oui", thread="$p3")


def card(server: Server) -> Bubble:
    return next(bubble for bubble in server.seen(AIGUILLEURS) if bubble.say.rings)
