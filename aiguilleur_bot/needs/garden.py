"""What gardeners should look at: fiches that never win, that win and are refused, that take each other's needs.

Read from the base itself (each phrase asked of an engine that has not seen it) and from use (counts without words).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.upkeep.held_out import Held
from aiguilleur_bot.needs.export import CAVEAT
from aiguilleur_bot.needs.learning import Counted, Said
from aiguilleur_bot.vocabulary import Usage

EXAMPLES, SHOWN = 3, 20
"""Examples told of each fiche or pair, and how many of them people are shown (machines get all)."""
_SELDOM = 0.2
"""A fiche found by less of its own phrases than that hardly ever wins."""
_REFUSED_AT_LEAST, _REFUSED_SHARE = 2, 1 / 3
"""A fiche is said refused when it was at least twice, and one time out of three when it came first."""
_TAKEN_AT_LEAST = 2
_SEEN_ENOUGH = 50
"""First places counted in all, from which a fiche that never had one says something."""

Json = str | int | bool | Sequence["Json"] | Mapping[str, "Json"]


@dataclass(frozen=True, slots=True)
class Silent:
    """A fiche whose own phrases hardly ever bring it first (`justes` of `phrases`), or that never came first in use.

    `perdus`: who comes instead.
    """

    commun: str
    phrases: int
    justes: int
    en_usage: bool
    perdus: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A fiche that comes first and is not it. `exemples`: (what was said, the commun that was right)."""

    commun: str
    montree: int
    refusee: int
    exemples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rivals:
    """Two fiches that take each other's needs. `phrases` of one brought the other first; `preferee` counts uses."""

    communs: tuple[str, str]
    phrases: tuple[Held, ...]
    preferee: int


@dataclass(frozen=True, slots=True)
class Garden:
    """The report. `justes` of `phrases`: how many phrases of the base find their commun without being known."""

    justes: int
    phrases: int
    jamais: tuple[Silent, ...]
    refusees: tuple[Refused, ...]
    rivales: tuple[Rivals, ...]

    def as_dict(self) -> dict[str, Json]:
        """The same for `--json`."""
        return {
            "phrases": self.phrases,
            "justes": self.justes,
            "jamais_premieres": [
                {
                    "commun": one.commun,
                    "phrases": one.phrases,
                    "justes": one.justes,
                    "en_usage": one.en_usage,
                    "perdus": _held(one.perdus),
                }
                for one in self.jamais
            ],
            "refusees": [
                {
                    "commun": one.commun,
                    "montree": one.montree,
                    "refusee": one.refusee,
                    "exemples": [{"texte": texte, "juste": juste} for texte, juste in one.exemples],
                }
                for one in self.refusees
            ],
            "rivales": [
                {"communs": list(one.communs), "preferee": one.preferee, "phrases": _held(one.phrases)}
                for one in self.rivales
            ],
            "reserve": CAVEAT,
        }


def report(base: Base, held: Sequence[Held], counted: Sequence[Counted], said: Sequence[Said]) -> Garden:
    """Everything to look at, worst first."""
    return Garden(
        justes=sum(one.found for one in held),
        phrases=len(held),
        jamais=_silent(base, held, counted),
        refusees=_refused(held, counted, said),
        rivales=_rivals(held, counted, said),
    )


def _silent(base: Base, held: Sequence[Held], counted: Sequence[Counted]) -> tuple[Silent, ...]:
    shown = {one.commun for one in counted if one.usage is Usage.MONTREE}
    enough = sum(one.nombre for one in counted if one.usage is Usage.MONTREE) >= _SEEN_ENOUGH
    found = []
    for fiche in base.proposable():
        own = [one for one in held if one.commun == fiche.id]
        right = sum(one.found for one in own)
        seldom = right < _SELDOM * len(own) or not own
        if seldom or (enough and fiche.id not in shown):
            lost = tuple(one for one in own if not one.found)
            found.append(Silent(fiche.id, len(own), right, not seldom, lost[:EXAMPLES]))
    return tuple(sorted(found, key=lambda one: (one.en_usage, one.justes / max(one.phrases, 1), one.commun)))


def _refused(held: Sequence[Held], counted: Sequence[Counted], said: Sequence[Said]) -> tuple[Refused, ...]:
    shown, refused = _totals(counted, Usage.MONTREE), _totals(counted, Usage.REFUSEE)
    found = []
    for commun, times in refused.items():
        if times < _REFUSED_AT_LEAST or times < _REFUSED_SHARE * shown[commun]:
            continue
        heard = [(one.texte, one.commun) for one in said if one.premier == commun and one.commun != commun]
        known = [(one.texte, one.commun) for one in held if one.trouve == commun and not one.found]
        found.append(Refused(commun, shown[commun], times, tuple((*heard, *known)[:EXAMPLES])))
    return tuple(sorted(found, key=lambda one: (-one.refusee, one.commun)))


def _rivals(held: Sequence[Held], counted: Sequence[Counted], said: Sequence[Said]) -> tuple[Rivals, ...]:
    heard = [Held(one.texte, one.commun, one.premier) for one in said if one.premier and one.premier != one.commun]
    taken: dict[tuple[str, str], list[Held]] = {}
    for one in (*heard, *(one for one in held if not one.found)):
        taken.setdefault(_pair(one.commun, one.trouve), []).append(one)
    preferred: Counter[tuple[str, str]] = Counter()
    for count in counted:
        if count.usage is Usage.PREFEREE:
            preferred[_pair(count.commun, count.au_lieu_de)] += count.nombre
    pairs = {pair: len(taken.get(pair, ())) + preferred[pair] for pair in (*taken, *preferred)}
    worst = sorted((pair for pair in pairs if pairs[pair] >= _TAKEN_AT_LEAST), key=lambda pair: (-pairs[pair], pair))
    return tuple(Rivals(pair, tuple(taken.get(pair, ())), preferred[pair]) for pair in worst)


def _totals(counted: Sequence[Counted], usage: Usage) -> Counter[str]:
    totals: Counter[str] = Counter()
    for one in counted:
        if one.usage is usage:
            totals[one.commun] += one.nombre
    return totals


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _held(phrases: Sequence[Held]) -> list[Json]:
    return [{"texte": one.texte, "commun": one.commun, "trouve": one.trouve} for one in phrases]


# ---------------------------------------------------------------- for people


def as_text(garden: Garden) -> str:
    """The report, in French, with what to do."""
    share = f" ({100 * garden.justes // garden.phrases} %)" if garden.phrases else ""
    lines = [f"{garden.justes} phrases de la base sur {garden.phrases}{share} trouvent leur fiche sans être connues."]
    lines += _section(
        "Fiches qui n'arrivent jamais en premier, ou presque",
        "donnez-leur des phrases plus nettes, ou fusionnez-les avec celle qui gagne",
        [_silent_line(one) for one in garden.jamais],
    )
    lines += _section(
        "Fiches montrées en premier, puis écartées",
        "dites dans la fiche qui gagne ce qu'elle ne fait pas ; donnez les phrases à la bonne",
        [_refused_line(one) for one in garden.refusees],
    )
    lines += _section(
        "Fiches qui se prennent leurs besoins",
        "gardez dans chacune ce que l'autre ne fait pas, ou citez l'autre dans « alternatives »",
        [_rivals_line(one) for one in garden.rivales],
    )
    return "\n".join((*lines, "", f"Ce relevé {CAVEAT}."))


def _section(title: str, advice: str, entries: Sequence[str]) -> list[str]:
    if not entries:
        return ["", f"{title} : aucune."]
    more = len(entries) - SHOWN
    rest = [f"  et {more} de plus : --json"] if more > 0 else []
    return ["", f"{title} ({len(entries)}) : {advice}.", *entries[:SHOWN], *rest]


def _silent_line(one: Silent) -> str:
    why = "jamais en premier dans les conversations" if one.en_usage else f"{one.justes} de ses {one.phrases} phrases"
    return "\n".join((f"- {one.commun} ({why})", *(f"    « {h.texte} » donne {h.trouve}" for h in one.perdus)))


def _refused_line(one: Refused) -> str:
    head = f"- {one.commun} : écartée {one.refusee} fois, montrée {one.montree} fois"
    return "\n".join((head, *(f"    « {texte} » demandait {juste}" for texte, juste in one.exemples)))


def _rivals_line(one: Rivals) -> str:
    used = f", préférée à l'autre {one.preferee} fois" if one.preferee else ""
    head = f"- {one.communs[0]} et {one.communs[1]} : {len(one.phrases)} phrases{used}"
    shown = (f"    « {h.texte} » : {h.commun}, mais {h.trouve} vient d'abord" for h in one.phrases[:EXAMPLES])
    return "\n".join((head, *shown))
