"""« mes créneaux mardi 18h-20h, samedi matin »: one's own hours, in any spelling, and how they are said back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from aiguilleur_bot.handoff.availability import DAY, Creneau
from aiguilleur_bot.knowledge.folding import plain

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_PARTS = MappingProxyType({"matin": (540, 720), "apr": (840, 1080), "soir": (1080, 1260), "journee": (540, 1080)})
_WEEK, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_NOTHING = re.compile(r"\b(?:aucune?|efface[rz]?|supprimer?|annuler?|norma(?:l|le|ux)|defaut|importe)\b")
_HOUR = r"(\d{1,2})\s*(?:h(?:eures?)?|:)?\s*([0-5]\d)?(?!\d)"
_TOKEN = re.compile(
    rf"(?P<heures>(?:de\s+|entre\s+)?{_HOUR}\s*(?:-|a|et(?=\s*\d)|jusqu.?\s?a)\s*{_HOUR})"
    r"|(?P<tous>tous les jours|chaque jour|7\s?j?\s?/\s?7)"
    r"|(?P<semaine>jours? (?:ouvres?|ouvrables?|de semaine)|(?:en |la )?semaine)"
    r"|(?P<weekend>week\s?-?ends?|we)\b"
    r"|(?P<jour>lun(?:dis?)?|mar(?:dis?)?|mer(?:credis?)?|jeu(?:dis?)?|ven(?:dredis?)?|sam(?:edis?)?|dim(?:anches?)?)"
    r"(?![a-z])\.?"
    r"|(?P<partie>matins?(?:ees?)?|apres\s?-?\s?midis?|aprems?|soirs?|soirees?|(?:toute la )?journees?)(?![a-z])"
    r"|(?P<jusque>-|au\b|a\b)"
    r"|(?P<mot>mes|mon|creneaux?|sont|est|c.est|je|suis|dispo(?:nibles?)?|libre|plutot|uniquement|seulement|les?|la|en"
    r"|de|du|des|et|ou|puis|aussi|tous|chaque|svp|merci)(?![a-z])"
    r"|(?P<signe>[,;:./+&()!'\s])"
)


@dataclass(frozen=True, slots=True)
class Illisible:
    """What could not be read, to be said back."""

    mot: str


@dataclass(slots=True)
class _Reading:
    """What is read so far: the days and hours of the clause at hand, and the clauses before it."""

    found: set[Creneau] = field(default_factory=set)
    days: list[int] = field(default_factory=list)
    hours: list[tuple[int, int]] = field(default_factory=list)
    hours_first: bool = False
    spanning: bool = False
    vague: bool = False

    def add_days(self, days: Sequence[int]) -> None:
        if self.days and self.hours and not self.hours_first:
            self.flush()
        self.hours_first = bool(self.hours) and (self.hours_first or not self.days)
        if self.spanning and self.days and len(days) == 1:
            days = [day % 7 for day in range(self.days[-1] + 1, _after(self.days[-1], days[0]) + 1)]
        self.days += days
        self.spanning = self.vague = False

    def add_hours(self, debut: int, fin: int, *, vague: bool = False) -> None:
        if self.hours_first and self.days:
            self.flush()
        if self.vague and not vague:
            self.hours.pop()
        self.hours.append((debut, fin))
        self.spanning, self.vague = False, vague

    def flush(self) -> None:
        for day in self.days or (_WEEK if self.hours else ()):
            for debut, fin in self.hours or (_PARTS["journee"],):
                self.found.update(_cut(day, debut, fin))
        self.days, self.hours, self.hours_first, self.vague = [], [], False, False


def read(texte: str) -> tuple[Creneau, ...] | Illisible:
    """The hours that `texte` says, merged and in order; empty for « aucun ». Without a day: Monday to Friday."""
    typed = _spelled_out(texte)
    if _NOTHING.search(typed) and not re.search(r"\d", typed):
        return ()
    reading, position = _Reading(), 0
    while position < len(typed):
        token = _TOKEN.match(typed, position)
        if token is None or not _understood(reading, token):
            return Illisible(re.split(r"[\s,;]", typed[position:])[0])
        position = token.end()
    reading.flush()
    return _merged(reading.found) or Illisible(texte.strip()[:40])


def said(creneaux: Iterable[Creneau]) -> str:
    """« mardi, de 18 h à 20 h ; du lundi au vendredi, de 9 h à 12 h »: the same hours in plain words."""
    hours: dict[int, list[tuple[int, int]]] = {}
    for one in sorted(creneaux):
        hours.setdefault(one.jour, []).append((one.debut, one.fin))
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day, spans in hours.items():
        groups.setdefault(tuple(spans), []).append(day)
    return "\u00a0; ".join(
        f"{_days_said(days)}, {_joined([f'de {_hour_said(a)} à {_hour_said(b)}' for a, b in spans])}"
        for spans, days in groups.items()
    )


def dump(creneaux: Iterable[Creneau]) -> list[list[int]]:
    """As kept in the store: `[jour, début, fin]`, in minutes."""
    return [[one.jour, one.debut, one.fin] for one in creneaux]


def load(kept: Iterable[Sequence[int]]) -> tuple[Creneau, ...]:
    """The opposite of `dump`."""
    return tuple(Creneau(*one) for one in kept)


# ---------------------------------------------------------------- inside


def _understood(reading: _Reading, token: re.Match[str]) -> bool:
    kind = token.lastgroup
    match kind:
        case "heures":
            a, b, c, d = (int(part or 0) for part in token.groups()[1:5])
            debut, fin = 60 * a + b, 60 * c + d
            if debut >= DAY or fin > DAY or debut == fin:
                return False
            reading.add_hours(debut, fin)
        case "jour":
            reading.add_days([next(n for n, name in enumerate(JOURS) if name.startswith(token["jour"][:3]))])
        case "tous":
            reading.add_days(range(7))
        case "semaine":
            reading.add_days(_WEEK)
        case "weekend":
            reading.add_days(_WEEKEND)
        case "partie":
            reading.add_hours(*next(hours for name, hours in _PARTS.items() if name in token["partie"]), vague=True)
        case "jusque":
            reading.spanning = bool(reading.days)
        case _:
            pass
    return True


def _after(first: int, last: int) -> int:
    return last if last > first else last + 7


def _cut(day: int, debut: int, fin: int) -> tuple[Creneau, ...]:
    """Hours that go past midnight are those of two days."""
    if fin > debut:
        return (Creneau(day, debut, fin),)
    night = (Creneau(day, debut, DAY),)
    return (*night, Creneau((day + 1) % 7, 0, fin)) if fin else night


def _merged(found: Iterable[Creneau]) -> tuple[Creneau, ...]:
    kept: list[Creneau] = []
    for one in sorted(found):
        if kept and kept[-1].jour == one.jour and one.debut <= kept[-1].fin:
            kept[-1] = Creneau(one.jour, kept[-1].debut, max(kept[-1].fin, one.fin))
        else:
            kept.append(one)
    return tuple(kept)


def _spelled_out(texte: str) -> str:
    kept = plain(texte)
    for mark in "–—−→>":
        kept = kept.replace(mark, "-")
    kept = re.sub(r"(?<!apres )(?<!apres-)\bmidi\b", "12h", kept)
    return " ".join(re.sub(r"-{2,}", "-", re.sub(r"\bminuit\b", "24h", kept)).split())


def _days_said(days: Sequence[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return "tous les jours" if len(days) == 7 else f"du {JOURS[days[0]]} au {JOURS[days[-1]]}"
    return _joined([JOURS[day] for day in days])


def _joined(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _hour_said(minutes: int) -> str:
    if minutes == DAY:
        return "minuit"
    return f"{minutes // 60}\u00a0h" + (f"\u00a0{minutes % 60:02d}" if minutes % 60 else "")
