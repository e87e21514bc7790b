"""Enter the rooms chosen, and say of each what is left to do there."""

from __future__ import annotations

from aiguilleur_bot.installation.questions import say
from aiguilleur_bot.platforms.base import AuthLost, PlatformError, Retry
from aiguilleur_bot.platforms.matrix.inspection import RoomFacts, look
from aiguilleur_bot.platforms.matrix.wire import Wire, path


async def enter(wire: Wire, name: str, role: str) -> bool:
    """Join `name`, say how it went; whether the bot can do its work there. Raises AuthLost only."""
    try:
        await wire.post(path("v3", "join", name))
    except AuthLost:
        raise
    except Retry as trouble:
        say(f"✗ {name} : le serveur n'a pas répondu ({trouble}).")
        say("  → Rien à faire : le robot réessaiera de lui-même au lancement.")
        return False
    except PlatformError:
        say(f"✗ {name} : on n'y entre que sur invitation.")
        say(f"  → Dans ce salon, tapez : /invite {wire.account}   Le robot entrera au lancement.")
        return False
    try:
        facts = await look(wire, name)
    except Retry:
        say(f"✓ {name} : le robot y est.")
        return True
    problems = list(_problems(facts, role))
    say(f"✓ {name} : le robot y est." if not problems else f"✗ {name} : le robot y est, mais…")
    for problem in problems:
        say(f"  → {problem}")
    return not problems


def _problems(facts: RoomFacts, role: str) -> list[str]:
    problems = []
    if facts.encrypted:
        problems.append(
            "ce salon est chiffré, le robot n'y lit rien encore : créez-en un sans chiffrement, et mettez son adresse."
        )
    if not facts.may_speak:
        problems.append(
            "le robot n'a pas le droit d'y écrire : donnez-le-lui (réglages du salon, rôles et permissions)."
        )
    if role == "aiguilleurs" and not facts.members:
        problems.append("il n'y a personne d'autre : invitez-y les aiguilleurs, sinon aucun téléphone ne sonnera.")
    return problems
