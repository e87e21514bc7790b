"""What those who coordinate say: who joins, who leaves, the hours given in all."""

from __future__ import annotations

from aiguilleur_bot.handoff.guichet.effects import Invite, Remove, Say, ShowTime, Turn, said
from aiguilleur_bot.handoff.guichet.model import REPOS, World
from aiguilleur_bot.handoff.guichet.words import Word
from aiguilleur_bot.knowledge.folding import flat

_ROLES = {
    "aiguilleur": False,
    "aiguilleuse": False,
    "aiguilleureuse": False,
    "coordinateur": True,
    "coordinatrice": True,
    "coordination": True,
}
_SMALL = ("comme", "en", "pour", "la", "le", "les", "region", "dans", "a", "de")


def invite(word: Word, world: World) -> Turn:
    """« inviter @x aiguilleur Bretagne »: they are asked in private, with the charter."""
    if not world.coordonne:
        return said("guichet_coordination")
    words = [one for one in word.reste.split() if flat(one) not in _SMALL]
    role = next((flat(one) for one in words if flat(one) in _ROLES), "")
    if not role:
        return said("guichet_inviter", {"compte": word.compte})
    place = " ".join(one for one in words if flat(one) not in _ROLES and flat(one) not in flat(word.compte).split())
    region = world.savoir.region(place) if place else ""
    if region is None:
        return said("guichet_lieu_inconnu", {"lieu": place})
    told = Say("guichet_invite", {"compte": word.compte, "coordonne": _ROLES[role]})
    return REPOS, (Invite(word.compte, _ROLES[role], region), told)


def remove(word: Word, world: World) -> Turn:
    """« retirer @x »: what they hold goes back to the group."""
    if not world.coordonne:
        return said("guichet_coordination")
    found = world.collegue(word.compte)
    if found is None:
        return said("guichet_collegue_inconnu", {"compte": word.compte, "vous": False})
    return REPOS, (Remove(found.personne), Say("guichet_retire", {"compte": found.compte}))


def all_hours(_word: Word, world: World) -> Turn:
    """« heures »: sums only, nobody by name."""
    return (REPOS, (ShowTime(tous=True),)) if world.coordonne else said("guichet_coordination")
