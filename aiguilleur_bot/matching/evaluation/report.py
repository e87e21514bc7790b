"""Figures written for people: one a line, then the tables, then the errors by kind."""

from __future__ import annotations

from collections.abc import Mapping

TABLES = ("styles", "actions", "genres", "alterations", "comparaison")
LISTS = ("calibrage", "courbe", "confusions")
_HIDDEN = ("intervalles", "genres")
"""Fields of a row too long for a line of text: --json has them."""


def as_text(figures: Mapping[str, object]) -> str:
    """The figures, each with its interval when there is one."""
    lines = [_figure(name, value, figures) for name, value in figures.items() if isinstance(value, int | float)]
    for title in TABLES:
        rows = figures.get(title)
        if isinstance(rows, dict) and rows:
            width = max(len(name) for name in rows) + 2
            lines += ["", title] + [f"  {name:<{width}}{_row(values)}" for name, values in rows.items()]
    for title in LISTS:
        points = figures.get(title)
        if isinstance(points, list) and points:
            lines += ["", title] + [f"  {_row(point)}" for point in points]
    errors = figures.get("erreurs")
    if isinstance(errors, dict):
        for kind, cases in errors.items():
            lines += ["", f"{kind} ({len(cases)})"] + [f"  {_row(one)}" for one in cases]
    return "\n".join(lines)


def _figure(name: str, value: float, figures: Mapping[str, object]) -> str:
    intervals = figures.get("intervalles")
    bounds = intervals.get(name) if isinstance(intervals, dict) else None
    return f"{name:<18}{value:>8}" + (f"   [{bounds[0]} ; {bounds[1]}]" if bounds else "")


def _row(values: object) -> str:
    if not isinstance(values, dict):
        return str(values)
    bounds = values.get("intervalles")
    bounds = bounds if isinstance(bounds, dict) else {}
    return "  ".join(_cell(name, value, bounds) for name, value in values.items() if name not in _HIDDEN)


def _cell(name: str, value: object, bounds: Mapping[str, object]) -> str:
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    own = bounds.get(name)
    return f"{name} {shown}" + (f" [{own[0]} ; {own[1]}]" if isinstance(own, list) else "")
