"""The log of besoins as a table, CSV or JSON. No person is in it, and every export says what it does not count."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias

from aiguilleur_bot.needs.manques import PARIS, Manque

__all__ = [
    "CAVEAT",
    "COLUMNS",
    "PARIS",
    "UNKNOWN_PLACE",
    "Cell",
    "as_dict",
    "counted",
    "harmless",
    "json_text",
    "spreadsheet",
    "to_csv",
    "to_json",
    "to_table",
]

Cell: TypeAlias = str | int | float | bool | date | datetime | None
"""What a cell of a list may hold."""

CAVEAT = "ne compte que les besoins exprimés au robot ou saisis par le réseau"
"""The line every report carries (211 practice: a log only measures those who know and use the service)."""

COLUMNS = (
    *("numero", "recu_le", "region", "action", "texte", "etat", "issue", "motif", "proposes", "source"),
    *("famille", "maturite", "personne", "lieu", "proches", "voisins", "soutiens", "defi"),
)
"""New ones come last: what others wrote against the first stays true."""

UNKNOWN_PLACE = "lieu inconnu"

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_ON_ONE_LINE = MappingProxyType({code: " " if chr(code) in "\n\r\t\v\f" else None for code in range(32)})
"""No control sign in a spreadsheet: some of them end a cell, or turn the line round."""

_WIDTH = 60


def spreadsheet(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, reserve: str = CAVEAT) -> str:
    """CSV for LibreOffice and Excel in French: UTF-8 with its mark, `;`, and no cell that runs as a formula.

    The last line is the caveat, when there is one. Moments are those of Paris.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(one) for one in columns])
    for row in rows:
        writer.writerow([_cell(one) for one in row])
    if reserve:
        writer.writerow([_cell(reserve)])
    return out.getvalue()


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case float():
            return f"{value:.2f}".replace(".", ",")
        case datetime():
            return value.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case int():
            return str(value)
    return harmless(value.translate(_ON_ONE_LINE))


def json_text(name: str, rows: Iterable[Mapping[str, object]], *, reserve: str) -> str:
    """`{"reserve": …, "<name>": […]}`, one row after another: 60,000 at once hold the bot, in a thread too."""
    out = io.StringIO()
    out.write(f'{{\n  "reserve": {json.dumps(reserve, ensure_ascii=False)},\n  "{name}": [')
    before, after = "\n    ", ""
    for row in rows:
        out.write(before + json.dumps(row, ensure_ascii=False, indent=2).replace("\n", "\n    "))
        before, after = ",\n    ", "\n  "
    out.write(after + "]\n}")
    return out.getvalue()


def counted(besoins: int) -> str:
    """« 1 besoin », « 2 besoins »."""
    return f"{besoins} besoin{'s' if besoins > 1 else ''}"


def to_csv(manques: Sequence[Manque], reserve: str = CAVEAT) -> str:
    """See `spreadsheet`."""
    return spreadsheet(COLUMNS, map(_cells, manques), reserve=reserve)


def to_json(manques: Sequence[Manque], reserve: str = CAVEAT) -> str:
    """`{"reserve": …, "besoins": […]}`, times in UTC."""
    return json_text("besoins", map(as_dict, manques), reserve=reserve)


def as_dict(one: Manque) -> dict[str, object]:
    """One besoin as JSON has it. `personne` and `lieu` are numbers of this reading, or null."""
    return {
        "numero": one.numero,
        "recu_le": one.cree_le.isoformat(),
        "region": one.region,
        "region_nom": one.region_nom,
        "action": one.action,
        "texte": one.texte,
        "etat": one.etat,
        "issue": one.issue,
        "motif": one.motif,
        "proposes": list(one.proposes),
        "source": one.source,
        "famille": one.famille,
        "maturite": one.maturite,
        "personne": one.qui,
        "lieu": one.ou,
        "proches": [{"commun": commun, "score": score} for commun, score in _near(one)],
        "voisins": [{"numero": numero, "score": score} for numero, score in one.voisins],
        "soutiens": one.soutiens,
        "defi": one.defi,
    }


def to_table(manques: Sequence[Manque]) -> str:
    """A table for a terminal, newest last, and the reserve below."""
    if not manques:
        return f"Aucun besoin noté.\n({CAVEAT})"
    rows = [("n°", "reçu le", "région", "action", "état", "issue", "besoin"), *(_line(one) for one in manques)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)), row[-1]]) for row in rows
    ]
    return "\n".join([*lines, "", f"{counted(len(manques))} ({CAVEAT})"])


def _cells(one: Manque) -> tuple[Cell, ...]:
    return (
        one.numero,
        one.cree_le,
        one.region_nom or one.region,
        one.action,
        one.texte,
        one.etat,
        one.issue,
        one.motif,
        ", ".join(one.proposes),
        one.source,
        one.famille,
        one.maturite,
        f"p{one.qui}" if one.qui is not None else None,
        f"l{one.ou}" if one.ou is not None else UNKNOWN_PLACE,
        ", ".join(f"{commun} ({_share(score)})" if score else commun for commun, score in _near(one)),
        ", ".join(f"n° {numero} ({_share(score)})" for numero, score in one.voisins),
        one.soutiens or None,
        one.defi,
    )


def _near(one: Manque) -> list[tuple[str, float | None]]:
    """The near communs, those that were not proposed included, with how near when it is known."""
    known = dict.fromkeys((*one.proposes, *one.proches, *one.scores))
    return [(commun, one.scores.get(commun)) for commun in known]


def _share(score: float) -> str:
    return f"{score:.2f}".replace(".", ",")


def _line(one: Manque) -> tuple[str, ...]:
    texte = " ".join(one.texte.split()) or "(effacé)"
    shown = texte if len(texte) <= _WIDTH else texte[: _WIDTH - 1] + "…"
    return (
        str(one.numero),
        one.cree_le.astimezone(PARIS).strftime("%d/%m/%Y"),
        one.region_nom or one.region or "?",
        one.action or "?",
        one.etat,
        one.issue,
        shown,
    )


def harmless(cell: str) -> str:
    """A spreadsheet must not run what a stranger wrote: an apostrophe makes it plain text.

    The full-width forms of the signs count too: some spreadsheets read them as the signs.
    """
    lead = cell.lstrip(" \u00a0\ufeff")
    return "'" + cell if cell.startswith(_FORMULA_SIGNS) or lead.startswith(_FORMULA_SIGNS) else cell
