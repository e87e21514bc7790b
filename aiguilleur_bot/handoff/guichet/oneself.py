"""What aiguilleurs say of themselves: away, back, on pause, their own hours, the time they gave."""

from __future__ import annotations

from aiguilleur_bot.handoff import absences, creneaux
from aiguilleur_bot.handoff.guichet import days
from aiguilleur_bot.handoff.guichet.effects import (
    ClosePages,
    ComeBack,
    Leave,
    OpenPages,
    Pause,
    Say,
    SetHours,
    ShowTime,
    Turn,
    said,
)
from aiguilleur_bot.handoff.guichet.model import REPOS, Value, World
from aiguilleur_bot.handoff.guichet.words import Word


def away(word: Word, world: World) -> Turn:
    """« absent du 3 au 12, relais @x »: not rung meanwhile; the relay must accept."""
    read = absences.read(word.reste, days.today(world.maintenant))
    if not isinstance(read, absences.Absent):
        return said("guichet_absent_illisible")
    data: dict[str, Value] = {
        "du": read.du.isoformat(),
        "au": read.au.isoformat(),
        "relais": word.compte,
        "tenus": tuple(one.numero for one in world.miens),
    }
    if not word.compte:
        return REPOS, (Leave(read.du, read.au), Say("guichet_absent", data))
    relay = world.collegue(word.compte)
    if relay is None or relay.personne == world.personne:
        return said("guichet_collegue_inconnu", {"compte": word.compte, "vous": relay is not None})
    if absences.turns_round(world.personne, relay.personne, world.relais):
        return said("guichet_relais_tourne", {"compte": relay.compte})
    return REPOS, (Leave(read.du, read.au, relay.personne), Say("guichet_absent", data))


def back(_word: Word, _world: World) -> Turn:
    """« je suis là »: ends the absence under way, or the pause."""
    return REPOS, (ComeBack(), Say("guichet_de_retour"))


def pause(_word: Word, _world: World) -> Turn:
    """« pause »: no end is asked."""
    return REPOS, (Pause(), Say("guichet_pause"))


def hours(word: Word, _world: World) -> Turn:
    """« mes créneaux mardi 18h-20h »: volunteers are not office workers."""
    read = creneaux.read(word.reste)
    if isinstance(read, creneaux.Illisible):
        return said("guichet_creneaux_illisible", {"mot": read.mot})
    return REPOS, (SetHours(read), Say("guichet_creneaux", {"creneaux": creneaux.said(read) if read else ""}))


def time_given(_word: Word, _world: World) -> Turn:
    """« mon temps »: theirs alone."""
    return REPOS, (ShowTime(),)


def board(_word: Word, world: World) -> Turn:
    """« tableau »: the pages, for the team and those who coordinate."""
    if not (world.membre or world.coordonne):
        return said("guichet_pas_membre")
    told = () if world.prive else (Say("guichet_tableau_prive"),)
    return REPOS, (OpenPages(), *told)


def close_pages(_word: Word, _world: World) -> Turn:
    """« fermer mes sessions »: whoever is there, of the team or not any more."""
    return REPOS, (ClosePages(),)
