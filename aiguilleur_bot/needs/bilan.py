"""The balance of a month, or of everything: what is missing, what was our fault, whether people are helped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from aiguilleur_bot.needs import mots
from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.export import CAVEAT, counted
from aiguilleur_bot.needs.indicateurs import Indicateur
from aiguilleur_bot.needs.manques import Axe, Demande, Ligne
from aiguilleur_bot.needs.mois import month_name

_WORDS: Mapping[Axe, Mapping[str, str]] = MappingProxyType(
    {
        Axe.ACTION: mots.ACTIONS,
        Axe.FAMILLE: mots.FAMILLES,
        Axe.MOTIF: mots.MOTIFS,
        Axe.ETAT: mots.ETATS,
        Axe.ISSUE: mots.ISSUES,
        Axe.SOURCE: mots.SOURCES,
        Axe.MATURITE: mots.MATURITES,
    }
)

TITRES: Mapping[Axe, str] = MappingProxyType(
    {Axe.FAMILLE: "famille", Axe.ACTION: "action", Axe.REGION: "région", Axe.MOTIF: "raison"}
)
"""What a balance is counted by, as people read it."""

SHOWN = 5
"""Lines of each list in a text; JSON has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    """The balance. `mois` None: since the beginning. `avant` is what was missing the month before.

    `robot` counts our own failures, `hors` what is on the side of whoever asked, `sans_mots` the requests that were not
    for the network and of which no word is kept. `par` are the besoins missing by each axis;
    `regions` names those there are, by code.
    """

    mois: str | None
    manques: Demande
    avant: int | None
    robot: int
    hors: int
    sans_mots: int
    par: Mapping[Axe, Sequence[Ligne]] = field(default_factory=dict)
    defis: Mapping[Statut, int] = field(default_factory=dict)
    indicateurs: Sequence[Indicateur] = ()
    regions: Mapping[str, str] = field(default_factory=dict)


def as_dict(bilan: Bilan) -> dict[str, object]:
    """The same for `--json`."""
    return {
        "mois": bilan.mois,
        "manques": asdict(bilan.manques),
        "mois_precedent": bilan.avant,
        "fautes_du_robot": bilan.robot,
        "hors": bilan.hors,
        "hors_perimetre_sans_mots": bilan.sans_mots,
        "par": {
            axe.value: [
                {
                    "valeur": line.valeurs[0],
                    "besoins": line.besoins,
                    "personnes": line.personnes,
                    "lieux": line.lieux,
                    "regions": line.regions,
                }
                for line in lines
            ]
            for axe, lines in bilan.par.items()
        },
        "defis": {statut.value: count for statut, count in bilan.defis.items()},
        "indicateurs": [asdict(one) for one in bilan.indicateurs],
        "reserve": CAVEAT,
    }


def as_text(bilan: Bilan) -> str:
    """The balance for a terminal, in French."""
    asked = bilan.manques
    lines = [
        f"Bilan, {month_name(bilan.mois)}",
        "",
        f"Ce qui manque\u00a0: {counted(asked.besoins)}{_trend(bilan)}",
        f"  personnes distinctes\u00a0: {asked.personnes} (sans personne connue\u00a0: {counted(asked.sans_personne)})",
        f"  lieux distincts\u00a0: {asked.lieux} (lieu inconnu\u00a0: {counted(asked.sans_lieu)})",
        f"  régions distinctes\u00a0: {asked.regions} (région inconnue\u00a0: {counted(asked.sans_region)})",
        f"  prêt·es à contribuer\u00a0: {asked.contribuer} ; à cofinancer\u00a0: {asked.cofinancer}",
        f"À corriger dans la base, compté à part\u00a0: {bilan.robot}",
        f"Du côté de qui demande, compté à part\u00a0: {bilan.hors} (et {bilan.sans_mots} hors périmètre, sans mots)",
    ]
    for axe, found in bilan.par.items():
        if found:
            lines += ["", f"Par {TITRES[axe]}\u00a0:", *(_line(axe, one, bilan.regions) for one in found[:SHOWN])]
    if bilan.defis:
        standing = (f"{count} {mots.said(mots.STATUTS, statut)}" for statut, count in bilan.defis.items())
        lines += ["", "Défis\u00a0: " + ", ".join(standing)]
    if bilan.indicateurs:
        lines += ["", "Indicateurs\u00a0:", *map(said, bilan.indicateurs)]
    return "\n".join([*lines, "", f"Ce bilan {CAVEAT}."])


def said(one: Indicateur) -> str:
    """One indicator on a line, with its denominator."""
    value = "pas encore mesuré" if one.valeur is None else f"{one.valeur:g}\u00a0{one.unite}".replace(".", ",")
    note = f" ; {one.note}" if one.note else ""
    return f"  {one.nom}\u00a0: {value} ({one.n} sur {one.sur}{note})"


def label(axe: Axe, value: str | None) -> str:
    """A value of an axis as people read it; « non dit » when it is not known."""
    if not value:
        return "non dit"
    words = _WORDS.get(axe)
    return mots.said(words, value).lower() if words is not None else value


def _line(axe: Axe, line: Ligne, regions: Mapping[str, str]) -> str:
    people = f"{line.personnes} personne{'s' if line.personnes > 1 else ''}"
    value = line.valeurs[0]
    named = regions.get(value or "") if axe is Axe.REGION else None
    return f"  {named or label(axe, value)}\u00a0: {line.besoins} ({people})"


def _trend(bilan: Bilan) -> str:
    return "" if bilan.avant is None else f" (le mois précédent\u00a0: {bilan.avant})"
