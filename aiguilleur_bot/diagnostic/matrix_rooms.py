"""Each Matrix room of the settings: known, entered, open to our words, with people in it to ring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from aiguilleur_bot.diagnostic.findings import Finding, error, good, note, warning
from aiguilleur_bot.diagnostic.salons import NOBODY, accounts, not_rung, people, unknown
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.matrix.inspection import RoomFacts, exists, look
from aiguilleur_bot.platforms.matrix.wire import Wire
from aiguilleur_bot.settings import Salon, Settings

_RIGHTS = "donnez-lui ce droit (réglages du salon, rôles et permissions)"


async def check_rooms(wire: Wire, settings: Settings, base: Base | None) -> list[Finding]:
    """Findings for each Matrix room, then for the aiguilleurs. Raises AuthLost, Retry."""
    salons = [salon for salon in settings.salons if salon.plateforme == "matrix"]
    facts = {salon.salon: await look(wire, salon.salon) for salon in salons}
    findings: list[Finding] = []
    for salon in salons:
        findings += _room(salon, facts[salon.salon], wire.account)
    findings += _same_room_twice(salons, facts)
    return findings + await _aiguilleurs(wire, accounts(settings, base, "matrix"), _people_rung(salons, facts))


def _room(salon: Salon, facts: RoomFacts, account: str) -> list[Finding]:
    sujet = f"Salon {salon.salon} ({salon.role})"
    if not facts.known:
        todo = "vérifiez son adresse (réglages du salon, « adresses »), puis celle d'aiguilleur.yaml"
        return [error(sujet, "le serveur ne le connaît pas", todo)]
    if facts.membership != "join":
        return [_outside(sujet, facts, account), *_encrypted(sujet, facts)]
    findings = _encrypted(sujet, facts)
    if not facts.may_speak:
        findings.append(error(sujet, "le robot n'a pas le droit d'y écrire", _RIGHTS))
    elif not facts.may_react:
        findings.append(warning(sujet, "le robot n'a pas le droit d'y réagir", _RIGHTS))
    if salon.role == "aiguilleurs" and not facts.members:
        findings.append(error(sujet, *NOBODY))
    return findings or [good(sujet, f"le robot y est, avec {people(len(facts.members))}")]


def _outside(sujet: str, facts: RoomFacts, account: str) -> Finding:
    if facts.membership == "invite":
        return note(sujet, "le robot y est invité", "il entrera au lancement")
    if facts.membership == "ban":
        return error(sujet, "le robot en est banni", "demandez à qui tient le salon de lever le bannissement")
    if facts.open_to_all:
        return note(sujet, "le robot n'y est pas encore", "il entrera au lancement, le salon est ouvert à tous")
    return error(sujet, "le robot n'y est pas, et on n'y entre que sur invitation", f"tapez-y : /invite {account}")


def _encrypted(sujet: str, facts: RoomFacts) -> list[Finding]:
    if not facts.encrypted:
        return []
    todo = "créez un salon sans chiffrement et mettez son adresse : le chiffrement d'un salon ne s'enlève pas"
    return [warning(sujet, "il est chiffré : le robot n'y lit rien, et ne peut qu'y dire qu'il ne lit pas", todo)]


def _same_room_twice(salons: list[Salon], facts: Mapping[str, RoomFacts]) -> list[Finding]:
    times = Counter(facts[salon.salon].room or salon.salon for salon in salons)
    return [
        error("Salons", f"{salon.salon} est un salon déjà écrit plus haut", "un salon n'a qu'un rôle : enlevez-en un")
        for number, salon in enumerate(salons)
        if times[room := facts[salon.salon].room or salon.salon] > 1
        and any((facts[other.salon].room or other.salon) == room for other in salons[:number])
    ]


def _people_rung(salons: list[Salon], facts: Mapping[str, RoomFacts]) -> set[str]:
    return {person for salon in salons if salon.role == "aiguilleurs" for person in facts[salon.salon].members}


async def _aiguilleurs(wire: Wire, accounts: Iterable[tuple[str, str]], rung: set[str]) -> list[Finding]:
    """Whether each aiguilleur exists and is in a room that rings."""
    findings = []
    for which, account in accounts:
        if account in rung:
            continue
        findings.append(not_rung(which) if await exists(wire, account) else unknown(which, "Matrix"))
    return findings
