"""Whether the network helps people: the indicators of the domain notes (§1.2), each with what it is out of.

A figure without its denominator says nothing: `n` is counted, `sur` is out of how many. Nobody is named, nobody is
compared: what is told of aiguilleurs is how the load is spread.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from aiguilleur_bot.needs.manques import Ligne

Unite = Literal["%", "heures", "secondes", "besoins", "demandes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesures:
    """What was counted over a time. Durations are those known; `*_sur` are the denominators.

    `reponses`: the bot, from hearing to deciding. `prises`: to somebody taking it; `contacts`: to the first contact.
    `charges`: open besoins of each person who has some, in no order.
    """

    besoins: int = 0
    orientes: int = 0
    contactes: int = 0
    couverts: int = 0
    en_partie: int = 0
    rendus: int = 0
    en_retard: int = 0
    ouverts: int = 0
    reponses: Sequence[timedelta] = ()
    prises: Sequence[timedelta] = ()
    contacts: Sequence[timedelta] = ()
    suivis_poses: int = 0
    suivis_repondus: int = 0
    suivis_avances: int = 0
    fiches: int = 0
    fiches_a_jour: int = 0
    fiches_avec_quelqu_un: int = 0
    charges: Sequence[int] = ()

    def with_fiches(self, known: Mesures) -> Mesures:
        """The same, with what `known` says of fiches."""
        return replace(
            self,
            fiches=known.fiches,
            fiches_a_jour=known.fiches_a_jour,
            fiches_avec_quelqu_un=known.fiches_avec_quelqu_un,
        )


@dataclass(frozen=True, slots=True)
class Indicateur:
    """One indicator. `valeur` None: nothing to measure. `n` of `sur`; for a duration, `n` is how many were measured.

    What the bot takes to answer is measured on messages, the rest on besoins.
    """

    cle: str
    nom: str
    valeur: float | None
    unite: Unite
    n: int
    sur: int
    note: str = ""


def indicateurs(counted: Mesures) -> tuple[Indicateur, ...]:
    """Every indicator, in the order they are read in."""
    return (
        _median("reponse-robot", "Réponse du robot (médiane)", counted.reponses, len(counted.reponses), "secondes"),
        _median("prise", "Attente avant qu'une personne prenne (médiane)", counted.prises, counted.besoins),
        _median("contact", "Attente avant le premier contact (médiane)", counted.contacts, counted.besoins),
        _share("orientes", "Besoins avec au moins une piste", counted.orientes, counted.besoins),
        _share("contactes", "Besoins avec un contact humain", counted.contactes, counted.besoins),
        _share("couverts", "Besoins couverts", counted.couverts, counted.besoins),
        _share("en-partie", "Besoins couverts en partie", counted.en_partie, counted.besoins),
        _share("suivis", "Suivis auxquels la personne a répondu", counted.suivis_repondus, counted.suivis_poses),
        _share("avances", "Ça a avancé, parmi les personnes qui ont répondu", *_progress(counted)),
        _share("rendus", "Besoins rendus au groupe", counted.rendus, counted.besoins),
        _share("en-retard", "Ouverts depuis plus de 7 jours", counted.en_retard, counted.ouverts),
        _share("fiches-a-jour", "Fiches relues dans leur délai", counted.fiches_a_jour, counted.fiches),
        _share("fiches-appelables", "Fiches avec une personne d'accord", counted.fiches_avec_quelqu_un, counted.fiches),
        _load(counted.charges),
    )


def prevalence(asked: Sequence[Ligne], unmet: Sequence[Ligne]) -> tuple[tuple[str, int, int], ...]:
    """For each family (or whatever axis): besoins asked, and those nobody could serve, most asked first.

    Prevalence by capacity (domain notes §1.2): often asked and often unmet is where a commun is missing most.
    """
    without = {line.valeurs[0]: line.besoins for line in unmet}
    pairs = [(line.valeurs[0] or "", line.besoins, without.get(line.valeurs[0], 0)) for line in asked]
    return tuple(sorted(pairs, key=lambda one: (-one[1], one[0])))


def _progress(counted: Mesures) -> tuple[int, int]:
    return counted.suivis_avances, counted.suivis_repondus


def _share(cle: str, nom: str, n: int, sur: int) -> Indicateur:
    return Indicateur(cle, nom, round(100 * n / sur, 1) if sur else None, "%", n, sur)


def _median(cle: str, nom: str, times: Sequence[timedelta], sur: int, unite: Unite = "heures") -> Indicateur:
    if not times:
        return Indicateur(cle, nom, None, unite, 0, sur)
    seconds = statistics.median(one.total_seconds() for one in times)
    value = round(seconds, 2) if unite == "secondes" else round(seconds / 3600, 1)
    return Indicateur(cle, nom, value, unite, len(times), sur)


def _load(charges: Sequence[int]) -> Indicateur:
    """How even the load is: the middle one, with the heaviest in a note; nobody is told apart."""
    name = "Demandes ouvertes par personne qui en suit (médiane)"
    if not charges:
        return Indicateur("charge", name, None, "demandes", 0, 0)
    note = f"la plus chargée en suit {max(charges)}"
    return Indicateur("charge", name, float(statistics.median(charges)), "demandes", len(charges), len(charges), note)
