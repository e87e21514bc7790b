"""A list, once: as a table of a page, as CSV for a spreadsheet in French, as JSON. Same address, ?format=."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from aiohttp import web

from aiguilleur_bot.needs.export import PARIS, Cell, json_text, spreadsheet

T = TypeVar("T")
FORMATS = ("csv", "json")
EXEMPLES = web.AppKey("exemples", bool)
"""Set where what is shown is invented, in the demo: every page about besoins and every file says so."""

LONG_WORD = 24
"""Signs from which a word may be cut to fit its column."""


@dataclass(frozen=True, slots=True)
class Colonne(Generic[T]):
    """One column. `lien` is where its cell leads on a page, "" for nowhere; `nombre`: it is counted, so aligned."""

    cle: str
    titre: str
    valeur: Callable[[T], Cell]
    lien: Callable[[T], str] | None = None
    nombre: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One cell as a page shows it."""

    texte: str
    titre: str
    lien: str
    classe: str


@dataclass(frozen=True, slots=True)
class Liste(Generic[T]):
    """A list. `nom` names its file; `reserve` is what every copy of it says of what it does not count."""

    nom: str
    titre: str
    colonnes: tuple[Colonne[T], ...]
    lignes: Sequence[T]
    vide: str = "Rien pour le moment."
    reserve: str = ""

    @property
    def cases(self) -> list[list[Case]]:
        """The rows as a page shows them; the first cell of each is its heading."""
        return [[_case(column, one) for column in self.colonnes] for one in self.lignes]

    def csv(self, reserve: str) -> str:
        """See `needs.export.spreadsheet`."""
        rows = ([one.valeur(row) for one in self.colonnes] for row in self.lignes)
        return spreadsheet([one.cle for one in self.colonnes], rows, reserve=reserve)

    def json(self, reserve: str) -> str:
        """`{"reserve": …, "<nom>": […]}`, times in UTC."""
        rows = ({one.cle: _plain(one.valeur(row)) for one in self.colonnes} for row in self.lignes)
        return json_text(self.nom, rows, reserve=reserve)


class Copiable(Protocol):
    """What can be taken away as a file: `nom` is its name, `reserve` what it says of what it does not count."""

    @property
    def nom(self) -> str: ...

    @property
    def reserve(self) -> str: ...

    def csv(self, reserve: str) -> str: ...

    def json(self, reserve: str) -> str: ...


def file_wanted(request: web.Request) -> str:
    """How the whole list is wanted, as a file: `csv` or `json`; "" when a page is."""
    said = request.query.get("format", "")
    return said if said in FORMATS else ""


async def as_file(request: web.Request, liste: Copiable) -> web.Response | None:
    """The list as the file that `?format=` asks for; None when a page is wanted."""
    how = file_wanted(request)
    return await taken(request, liste, how) if how else None


async def taken(request: web.Request, liste: Copiable, how: str) -> web.Response:
    """The list as a file, `csv` or `json`; written in a thread, as it may be long and the bot has to go on."""
    name, reserve = liste.nom, liste.reserve
    if request.app.get(EXEMPLES, False):
        said = f"{reserve} ; DONNÉES D’EXEMPLE, inventées pour la démonstration".removeprefix(" ; ")
        name, reserve = f"exemple-{name}", said
    write, kind = (liste.csv, "text/csv") if how == "csv" else (liste.json, "application/json")
    body = await asyncio.to_thread(lambda: write(reserve).encode())
    headers = {"Content-Disposition": f'attachment; filename="{name}.{how}"'}
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)


def shown(cell: Cell) -> str:
    """A cell as people read it on a page."""
    match cell:
        case None | "":
            return "–"
        case bool():
            return "oui" if cell else "non"
        case int():
            return f"{cell:,}".replace(",", "\u202f")
        case float():
            return f"{cell:,.1f}".replace(",", "\u202f").replace(".", ",").removesuffix(",0")
        case datetime():
            return cell.astimezone(PARIS).strftime("%d/%m/%Y")
        case date():
            return cell.strftime("%d/%m/%Y")
    return cell


def _case(column: Colonne[T], row: T) -> Case:
    """A cell; what is short stays on one line, what is counted is aligned."""
    value = column.valeur(row)
    short = "" if isinstance(value, str) else "court"
    if isinstance(value, str) and any(len(word) > LONG_WORD for word in value.split()):
        short = "long"
    classes = " ".join(one for one in (short, "nombre" if column.nombre else "") if one)
    return Case(shown(value), column.titre, column.lien(row) if column.lien else "", classes)


def _plain(cell: Cell) -> str | int | float | bool | None:
    return cell.isoformat() if isinstance(cell, date) else cell
