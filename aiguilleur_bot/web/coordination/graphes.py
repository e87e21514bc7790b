"""Charts as SVG (pygal), served as images: no script in them, nothing loaded, and always next to their table."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from aiohttp import web
from pygal import Bar, Config, HorizontalBar
from pygal.style import Style

# pygal leaves an import hook of an old kind, for maps we do not draw: Python 3.11 warns of it at every later import.
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "PluginImportFixer"]

MOST_BARS = 24
"""Bars of one chart; the table has them all."""

_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1d2524",
    foreground_strong="#1d2524",
    foreground_subtle="#55605e",
    colors=("#1f5f5b", "#b3541e"),
    value_colors=("#ffffff", "#ffffff"),
    opacity="1",
    opacity_hover="1",
    font_family="system-ui, sans-serif",
    label_font_size=15,
    major_label_font_size=15,
    value_font_size=14,
    legend_font_size=16,
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Of the picture alone, opened by itself: its only style is the one pygal writes in it."""


def bars(labels: Sequence[str], series: Mapping[str, Sequence[int]], *, across: bool = False) -> bytes:
    """Bars, one colour a series; lying down when the labels are words."""
    config = Config(
        js=[],
        style=_STYLE,
        disable_xml_declaration=True,
        width=900,
        height=max(260, 90 + 38 * len(labels) * len(series)) if across else 420,
        legend_at_bottom=True,
        show_title=False,
        title=" · ".join(series),
        x_label_rotation=0 if across else 45,
        print_values=len(labels) * len(series) <= MOST_BARS,
        print_zeroes=False,
        show_y_guides=not across,
        no_data_text="Rien à montrer",
        truncate_label=-1,
        truncate_legend=-1,
        value_formatter=lambda value: f"{value:.0f}",
        include_x_axis=True,
    )
    chart = (HorizontalBar if across else Bar)(config)
    chart.add_xml_filter(_without_scripts)
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    picture: bytes = chart.render()
    return picture


def _without_scripts(root: Element) -> Element:
    """The drawing without what pygal writes for its tooltips."""
    for parent in root.iter():
        for child in [one for one in parent if str(one.tag).endswith("script")]:
            parent.remove(child)
    return root


def image(picture: bytes) -> web.Response:
    """The answer that holds a chart."""
    response = web.Response(body=picture, content_type="image/svg+xml", charset="utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    return response
