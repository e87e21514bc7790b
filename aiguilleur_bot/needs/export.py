"""The log of besoins as a table, CSV or JSON. No person is in it, and every export says what it does not count."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aiguilleur_bot.vocabulary import Action, Etat, Issue, Motif

CAVEAT = "ne compte que les besoins exprimés au robot ou saisis par le réseau"
"""The line every report carries (211 practice: a log only measures those who know and use the service)."""

PARIS = ZoneInfo("Europe/Paris")
COLUMNS = ("numero", "recu_le", "region", "action", "texte", "etat", "issue", "motif", "proposes", "source")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTH = 60


@dataclass(frozen=True, slots=True)
class LoggedBesoin:
    """One besoin of the log, without its asker. `texte` is what the person confirmed, empty once erased."""

    numero: int
    cree_le: datetime
    texte: str
    etat: Etat
    issue: Issue
    action: Action | None = None
    region: str | None = None
    region_nom: str | None = None
    motif: Motif | None = None
    proposes: tuple[str, ...] = ()
    source: str = "robot"


def to_csv(besoins: Sequence[LoggedBesoin]) -> str:
    """CSV for LibreOffice and Excel in French: UTF-8 with its mark, `;`, and no cell that runs as a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for besoin in besoins:
        writer.writerow([harmless(cell) for cell in _cells(besoin)])
    writer.writerow([harmless(CAVEAT)])
    return out.getvalue()


def to_json(besoins: Sequence[LoggedBesoin]) -> str:
    """`{"reserve": …, "besoins": […]}`, times in UTC."""
    rows = [
        {
            "numero": besoin.numero,
            "recu_le": besoin.cree_le.isoformat(),
            "region": besoin.region,
            "region_nom": besoin.region_nom,
            "action": besoin.action,
            "texte": besoin.texte,
            "etat": besoin.etat,
            "issue": besoin.issue,
            "motif": besoin.motif,
            "proposes": list(besoin.proposes),
            "source": besoin.source,
        }
        for besoin in besoins
    ]
    return json.dumps({"reserve": CAVEAT, "besoins": rows}, ensure_ascii=False, indent=2)


def to_table(besoins: Sequence[LoggedBesoin]) -> str:
    """A table for a terminal, newest last, and the reserve below."""
    if not besoins:
        return f"Aucun besoin noté.\n({CAVEAT})"
    rows = [("n°", "reçu le", "région", "action", "état", "issue", "besoin"), *(_line(besoin) for besoin in besoins)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)), row[-1]]) for row in rows
    ]
    return "\n".join([*lines, "", f"{len(besoins)} besoins ({CAVEAT})"])


def _cells(besoin: LoggedBesoin) -> tuple[str, ...]:
    return (
        str(besoin.numero),
        besoin.cree_le.astimezone(PARIS).strftime("%Y-%m-%d %H:%M"),
        besoin.region_nom or besoin.region or "",
        besoin.action or "",
        besoin.texte,
        besoin.etat,
        besoin.issue,
        besoin.motif or "",
        ", ".join(besoin.proposes),
        besoin.source,
    )


def _line(besoin: LoggedBesoin) -> tuple[str, ...]:
    texte = " ".join(besoin.texte.split()) or "(effacé)"
    shown = texte if len(texte) <= _WIDTH else texte[: _WIDTH - 1] + "…"
    return (
        str(besoin.numero),
        besoin.cree_le.astimezone(PARIS).strftime("%d/%m/%Y"),
        besoin.region_nom or besoin.region or "?",
        besoin.action or "?",
        besoin.etat,
        besoin.issue,
        shown,
    )


def harmless(cell: str) -> str:
    """A spreadsheet must not run what a stranger wrote: an apostrophe makes it plain text."""
    lead = cell.lstrip(" \u00a0\ufeff")
    return "'" + cell if cell.startswith(_FORMULA_SIGNS) or lead.startswith(_FORMULA_SIGNS) else cell
