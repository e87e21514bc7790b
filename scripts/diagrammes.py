"""The pictures of the measures, as SVG written by hand: no drawing library, the same figures give the same file."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from itertools import cycle
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Figures = Mapping[str, Any]

SIZE, LEFT, TOP, RIGHT, BOTTOM = 360, 64, 44, 24, 56
COLOURS = ("#1f5fa8", "#b3541e", "#2c7a4b", "#7a3e9d", "#8a6d00", "#555555", "#a3195b")
SHAPES = ("circle", "square", "diamond")
Point = tuple[float, float, str]
"""A point of the axes, and what it says when it is pointed at."""
STYLE = "font-family:system-ui,sans-serif;font-size:13px;fill:#222"


class Mark(NamedTuple):
    """What tells one series from the others."""

    colour: str
    shape: str


def marks(series: Collection[T]) -> Iterator[tuple[T, Mark]]:
    """Each series with a mark of its own."""
    return ((one, Mark(colour, shape)) for one, colour, shape in zip(series, cycle(COLOURS), cycle(SHAPES)))


class Plot:
    """A square of two axes from `low` to `high`, filled one mark at a time."""

    def __init__(
        self, title: str, x: str, y: str, *, x_range: tuple[float, float], y_range: tuple[float, float]
    ) -> None:
        self._x_range, self._y_range = x_range, y_range
        self._marks: list[str] = []
        self._legend: list[tuple[str, str, str]] = []
        self._title = _spaced(title)
        self._axes(_spaced(x), _spaced(y))

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the axes is on the page."""
        (x0, x1), (y0, y1) = self._x_range, self._y_range
        return (
            round(LEFT + SIZE * (min(max(x, x0), x1) - x0) / (x1 - x0), 1),
            round(TOP + SIZE * (1 - (min(max(y, y0), y1) - y0) / (y1 - y0)), 1),
        )

    def line(self, points: Sequence[tuple[float, float]], colour: str, *, dashed: bool = False) -> None:
        """A line through points."""
        path = " ".join(f"{x},{y}" for x, y in (self.at(*point) for point in points))
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')

    def point(self, x: float, y: float, colour: str, shape: str, size: float, said: str) -> None:
        """A mark, with what it says when it is pointed at."""
        left, top = self.at(x, y)
        self._marks.append(f"<g><title>{escape(said)}</title>{_shape(shape, left, top, size, colour)}</g>")

    def named(self, name: str, colour: str, shape: str) -> None:
        """A line of the legend."""
        self._legend.append((_spaced(name), colour, shape))

    def series(self, name: str, mark: Mark, points: Sequence[Point]) -> None:
        """A line through points, a mark on each, and its name in the legend."""
        self.line([(x, y) for x, y, _ in points], mark.colour)
        for x, y, said in points:
            self.point(x, y, mark.colour, mark.shape, 3, said)
        self.named(name, mark.colour, mark.shape)

    def svg(self) -> str:
        """The picture."""
        height = TOP + SIZE + BOTTOM + 20 * len(self._legend)
        width = LEFT + SIZE + RIGHT + 60
        legend = []
        for place, (name, colour, shape) in enumerate(self._legend):
            top = TOP + SIZE + BOTTOM + 6 + 20 * place
            legend.append(_shape(shape, LEFT + 6, top, 5, colour))
            legend.append(f'<text x="{LEFT + 20}" y="{top + 4}" style="{STYLE}">{escape(name)}</text>')
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'aria-label="{escape(self._title)}">\n<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
            f'<text x="{LEFT}" y="24" style="{STYLE};font-weight:600;font-size:15px">{escape(self._title)}</text>\n'
            + "\n".join([*self._marks, *legend])
            + "\n</svg>\n"
        )

    def _axes(self, x: str, y: str) -> None:
        for part in range(6):
            across = self._x_range[0] + part / 5 * (self._x_range[1] - self._x_range[0])
            along = self._y_range[0] + part / 5 * (self._y_range[1] - self._y_range[0])
            left, _ = self.at(across, self._y_range[0])
            _, top = self.at(self._x_range[0], along)
            for (a, b), (c, d) in (((left, TOP), (left, TOP + SIZE)), ((LEFT, top), (LEFT + SIZE, top))):
                self._marks.append(f'<line x1="{a}" y1="{b}" x2="{c}" y2="{d}" stroke="#dddddd"/>')
            self._text(left, TOP + SIZE + 18, _french(across), "middle")
            self._text(LEFT - 8, top + 4, _french(along), "end")
        self._text(LEFT + SIZE / 2, TOP + SIZE + 40, x, "middle")
        middle = TOP + SIZE / 2
        turned = f'transform="rotate(-90 16 {middle})" text-anchor="middle" style="{STYLE}"'
        self._marks.append(f'<text x="16" y="{middle}" {turned}>{escape(y)}</text>')

    def _text(self, x: float, y: float, text: str, anchor: str) -> None:
        self._marks.append(f'<text x="{x}" y="{y}" text-anchor="{anchor}" style="{STYLE}">{escape(text)}</text>')


def reliability(sets: Mapping[str, Figures]) -> str:
    """Of what is said at 0.8, how much is right: one mark a tenth of confidence, its bar the 95 % interval."""
    plot = Plot(
        "Quand il dit 0,8, a-t-il raison 8 fois sur 10 ?",
        "confiance annoncée",
        "part de réponses justes",
        x_range=(0, 1),
        y_range=(0, 1),
    )
    plot.line([(0, 0), (1, 1)], "#999999", dashed=True)
    for (name, figures), mark in marks(sets.items()):
        bins = figures["calibrage"]
        for one in bins:
            low, high = _wilson(one["juste"], one["n"])
            plot.line([(one["confiance"], low), (one["confiance"], high)], mark.colour)
            said = f"{_french(one['confiance'])} annoncé, {_french(one['juste'])} juste, {one['n']} réponses"
            plot.point(one["confiance"], one["juste"], mark.colour, mark.shape, 3 + math.sqrt(one["n"]) / 3, said)
        said = f"{name} : {sum(one['n'] for one in bins)} réponses, erreur moyenne {_french(figures['ece'], 3)}"
        plot.named(said, mark.colour, mark.shape)
    return plot.svg()


def refusals(sets: Mapping[str, Figures]) -> str:
    """What refusing costs: needs wrongly refused against messages rightly refused, threshold by threshold."""
    plot = Plot(
        "Refuser ce qui n'est pas un besoin : le prix",
        "besoins refusés à tort",
        "messages refusés à raison",
        x_range=(0, 0.2),
        y_range=(0.5, 1),
    )
    for (name, figures), mark in marks(sets.items()):
        points = [one for one in figures["courbe"] if one["faux_refus"] <= 0.2 and one["refus"] >= 0.5]
        told = [(one["faux_refus"], one["refus"], f"seuil {_french(one['seuil'])}") for one in points]
        plot.series(f"{name} (grande marque : seuil livré)", mark, told)
        plot.point(figures["faux_refus"], figures["refus"], mark.colour, mark.shape, 7, "seuil livré")
    return plot.svg()


def refusals_by_kind(figures: Figures) -> str:
    """The same thresholds, one line a kind of message."""
    plot = Plot(
        "Par genre de message, seuil par seuil",
        "seuil de « est-ce un besoin ? »",
        "messages refusés",
        x_range=(0, 1),
        y_range=(0, 1),
    )
    points = figures["courbe"]
    for kind, mark in marks(points[0].get("genres", {})):
        told = [(one["seuil"], one["genres"][kind], f"{kind}, {_french(one['seuil'])}") for one in points]
        plot.series(f"{kind} ({figures['genres'][kind]['n']} messages)", mark, told)
    return plot.svg()


def _shape(shape: str, x: float, y: float, size: float, colour: str) -> str:
    r = round(size, 1)
    if shape == "circle":
        return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{colour}" fill-opacity="0.8"/>'
    turn = f' transform="rotate(45 {x} {y})"' if shape == "diamond" else ""
    place = f'x="{round(x - r, 1)}" y="{round(y - r, 1)}" width="{2 * r}" height="{2 * r}"'
    return f'<rect {place} fill="{colour}" fill-opacity="0.8"{turn}/>'


def _wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a proportion (Wilson, 1927): right with few answers, and at 0 or 1."""
    z = 1.96
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return centre - half, centre + half


def _french(number: float, digits: int = 2) -> str:
    return f"{number:.{digits}f}".replace(".", ",")


def _spaced(text: str) -> str:
    """French punctuation keeps its no-break spaces."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", text)
