"""Each Rocket.Chat room of the settings: entered, open to our words, readable, with people in it to ring."""

from __future__ import annotations

from aiguilleur_bot.diagnostic.findings import Finding, error, good, note, warning
from aiguilleur_bot.diagnostic.salons import NOBODY, accounts, not_rung, people, unknown
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.rocketchat.inspection import exists, is_public
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Room, Rooms
from aiguilleur_bot.settings import Salon, Settings


async def check_rooms(rest: Rest, rooms: Rooms, settings: Settings, base: Base | None) -> list[Finding]:
    """Findings for each Rocket.Chat room, then for the aiguilleurs. Raises PlatformError."""
    salons = [salon for salon in settings.salons if salon.plateforme == "rocketchat"]
    entered = {name: room for room in rooms if (name := rooms.configured_as(room.id)) is not None}
    findings: list[Finding] = []
    rung: set[str] = set()
    for salon in salons:
        sujet = f"Salon {salon.salon} ({salon.role})"
        room = entered.get(salon.salon)
        if room is None:
            findings.append(await _outside(rest, rooms, sujet, salon))
            continue
        members = await rooms.members(room.id)
        rung |= set(members) if salon.role == "aiguilleurs" else set()
        findings += _inside(sujet, salon, room, members)
    findings += _elsewhere(rooms, set(entered.values()))
    for which, account in accounts(settings, base, "rocketchat"):
        shown = f"@{account.removeprefix('@')}"
        if shown not in rung:
            findings.append(not_rung(which) if await exists(rest, shown) else unknown(which, "Rocket.Chat"))
    return findings


async def _outside(rest: Rest, rooms: Rooms, sujet: str, salon: Salon) -> Finding:
    if await is_public(rest, salon.salon):
        return note(sujet, "le robot n'y est pas encore", "il entrera au lancement, le salon est ouvert à tous")
    todo = f"vérifiez son nom ; s'il est privé, tapez-y : /invite {rooms.me.account}"
    return error(sujet, "le robot n'y est pas, et n'y entrera pas seul", todo)


def _inside(sujet: str, salon: Salon, room: Room, members: tuple[str, ...]) -> list[Finding]:
    findings = []
    if room.encrypted:
        todo = "Informations du salon, Modifier, décochez « Chiffré » ; ou créez-en un autre et mettez son nom"
        findings.append(warning(sujet, "il est chiffré : le robot n'y lit rien, et ne peut qu'y dire cela", todo))
    if room.read_only:
        todo = "Informations du salon, Modifier, décochez « Lecture seule » ; ou donnez au robot un rôle de modération"
        findings.append(error(sujet, "il est en lecture seule, le robot ne peut pas y répondre", todo))
    if salon.role == "aiguilleurs" and not members:
        findings.append(error(sujet, *NOBODY))
    return findings or [good(sujet, f"le robot y est, avec {people(len(members))}")]


def _elsewhere(rooms: Rooms, known: set[Room]) -> list[Finding]:
    """Rooms that somebody brought the bot to, and where it can do nothing. Their names are theirs: only a count."""
    others = [room for room in rooms if room not in known and not room.is_direct]
    closed = sum(room.encrypted or room.read_only for room in others)
    if not others:
        return []
    findings = [note("Salons", f"le robot est aussi dans {len(others)} autre{'s' if len(others) > 1 else ''}")]
    if closed:
        said = f"parmi eux, {closed} où il ne peut rien (chiffré, ou en lecture seule)"
        findings.append(note("Salons", said, "enlevez-en le robot, ou rendez-les lisibles"))
    return findings
