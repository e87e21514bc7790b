"""Draw the learning curve: how well needs are found, as wordings heard from people are accepted as examples.

    python scripts/courbe_apprentissage.py --sources DIR            # tables, and docs/images/apprendre.svg
    python scripts/courbe_apprentissage.py --sources DIR --sec      # tables only

Each entry of an outside corpus becomes a fiche that only knows its title. Half of its other wordings, drawn once, are
held back for ever and asked. Of the other half, 0, 1, 2, 4… are given to `exemples/`, as `aiguilleur apprendre
accepter` does; the same engine is built on each base, and asked the same questions. No setting is changed.

`DIR` holds one folder per source, as its project lays it out; nothing is fetched here:

travail   SocialGouv/datafiller-data at 6d16869 (`datafiller-data`), Apache-2.0:
          search wordings of the Labour ministry's site, typos included, by subject
covid     dialoguemd/covidfaq at 1ab1867 (`covidfaq`), MIT:
          questions of Quebec's public about the epidemic, by question of the FAQ
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.knowledge.schema import Exemples
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.evaluation.labelled import bootstrap
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.vectors import Encoder
from aiguilleur_bot.settings import shipped

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "images" / "apprendre.svg"
SEED = 20261122
LEVELS = (0, 1, 2, 4, 8, 16)
"""Wordings learned per entry, when it has so many."""
FEWEST = 4
"""Entries with fewer wordings besides their title are kept as rivals, and never asked for."""
QUESTIONS_MAX = 500


@dataclass(frozen=True)
class Entry:
    """One thing to find: its title, what is known of it, and how people ask for it."""

    id: str
    title: str
    about: str
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """What was measured at one level: shares of questions, with the 95 % interval of the first."""

    learned: int
    phrases: int
    top1: float
    interval: Sequence[float]
    top3: float


# ---------------------------------------------------------------- the corpora


def travail(folder: Path) -> list[Entry]:
    """Subjects of labour law and the search wordings people typed for each."""
    subjects = json.loads((folder / "datafiller-data/data/requests.json").read_text(encoding="utf-8"))
    entries = []
    for subject in subjects:
        title = subject["title"].replace("-", " ").strip()
        pages = " ; ".join(page["title"] for page in subject.get("refs", ())[:3])
        entries.append(Entry(f"t{len(entries)}", title, pages or title, _distinct(subject["variants"], title)))
    return entries


def covid(folder: Path) -> list[Entry]:
    """Questions of a public FAQ: the first wording is the title, the others are how people said it."""
    groups: dict[str, list[str]] = {}
    for line in (folder / "covidfaq/covidfaq/data/fr/nlu.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            current = groups.setdefault(line[3:].strip(), [])
        elif line.strip().startswith("- "):
            current.append(" ".join(line.strip()[2:].split()))
    faq = [lines for name, lines in groups.items() if name.startswith("intent:") and "ask_faq" in name and lines]
    return [Entry(f"c{i}", lines[0], lines[0], _distinct(lines[1:], lines[0])) for i, lines in enumerate(faq)]


CORPORA: Mapping[str, Callable[[Path], list[Entry]]] = {"travail": travail, "covid": covid}
NAMES = {"travail": "recherches sur le droit du travail", "covid": "questions du public, FAQ du Québec"}


def _distinct(wordings: Iterable[str], title: str) -> tuple[str, ...]:
    """Wordings that are not the same once case, accents and signs are dropped."""
    seen = {folded_words(title)}
    kept = []
    for wording in wordings:
        words = folded_words(wording)
        if words and words not in seen:
            seen.add(words)
            kept.append(wording)
    return tuple(kept)


# ---------------------------------------------------------------- what is known, what is asked


def split(entries: Sequence[Entry]) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Of each entry, what may be learned; and the questions, from the half that is held back."""
    draw = random.Random(SEED)
    learnable: dict[str, tuple[str, ...]] = {}
    questions: list[tuple[str, str]] = []
    for entry in entries:
        if len(entry.wordings) < FEWEST:
            continue
        drawn = draw.sample(entry.wordings, len(entry.wordings))
        half = len(drawn) // 2
        learnable[entry.id] = tuple(drawn[:half])
        questions += [(wording, entry.id) for wording in drawn[half:]]
    return learnable, draw.sample(questions, min(QUESTIONS_MAX, len(questions)))


def knowing(entries: Sequence[Entry], learned: Mapping[str, Sequence[str]]) -> Base:
    """A base of these entries alone: fiches that know their title, and examples learned from use."""
    base = load([shipped("knowledge")]).base
    assert base is not None, "la base livrée ne se charge pas : aiguilleur verifier"
    pattern = next(
        fiche for fiche in base.communs.values() if fiche.statut == "actif" and not base.needs_review(fiche.id)
    )
    blank = {"autres_noms": (), "besoins_types": (), "territoires": ("FR",), "faq": (), "alternatives": ()}
    communs = {
        entry.id: pattern.model_copy(
            update=blank | {"id": entry.id, "nom": entry.title, "usage": entry.title, "resume": entry.about}
        )
        for entry in entries
    }
    exemples = tuple(
        Exemples(id=f"appris-{commun}", commun=commun, origine="appris", lignes=tuple(phrases))
        for commun, phrases in learned.items()
        if phrases
    )
    return replace(base, communs=communs, exemples=exemples, hors=(), produits=(), faqs={}, referents={})


def measure(entries: Sequence[Entry], encoder: Encoder) -> list[Point]:
    """The curve of one corpus."""
    learnable, questions = split(entries)
    points = []
    for level in LEVELS:
        learned = {commun: phrases[:level] for commun, phrases in learnable.items()}
        matcher = Matcher.load(knowing(entries, learned), encoder=encoder)
        ranks = [_rank(matcher, wording, wanted) for wording, wanted in questions]
        first = [float(rank == 1) for rank in ranks]
        phrases = sum(len(one) for one in learned.values())
        points.append(
            Point(level, phrases, sum(first) / len(first), bootstrap(first), sum(r <= 3 for r in ranks) / len(ranks))
        )
    return points


def _rank(matcher: Matcher, wording: str, wanted: str) -> int:
    reading = matcher.read(wording)
    ranked = [reading.communs[i] for i in reading.order]
    return 1 + (ranked.index(wanted) if wanted in ranked else len(reading.communs))


# ---------------------------------------------------------------- what is shown


def table(name: str, entries: Sequence[Entry], points: Sequence[Point]) -> str:
    """A Markdown table of one curve."""
    learnable, questions = split(entries)
    lines = [
        f"{NAMES[name]} ({len(entries)} entrées, {len(learnable)} interrogées, {len(questions)} questions)",
        "",
        "| formulations apprises par entrée | exemples en tout | la bonne en premier | dans les trois premières |",
        "|---|---|---|---|",
    ]
    for p in points:
        low, high = (_percent(bound) for bound in p.interval)
        lines.append(f"| {p.learned} | {p.phrases} | **{_percent(p.top1)}** ({low} à {high}) | {_percent(p.top3)} |")
    return "\n".join(lines)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 340, 52, 20, 46, 48
HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    ' font-family="sans-serif" font-size="13" aria-labelledby="titre">'
)
TITLE = "Part des questions dont la bonne réponse vient en premier, selon le nombre de formulations apprises"
COLOURS = {"travail": "#0b5c8a", "covid": "#b3541e"}


def picture(curves: Mapping[str, Sequence[Point]]) -> str:
    """The curves as SVG: share of questions whose right entry comes first, and its interval."""
    parts = [
        HEAD,
        f'<title id="titre">{TITLE}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{tenth * 10} %</text>')
    for i, level in enumerate(LEVELS):
        parts.append(f'<text x="{_x(i)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{level}</text>')
    centre = (LEFT + WIDTH - RIGHT) // 2
    parts.append(f'<text x="{centre}" y="{HEIGHT - 8}" text-anchor="middle">formulations apprises par entrée</text>')
    for row, (name, points) in enumerate(curves.items()):
        parts += _curve(name, points, row)
    return "\n".join([*parts, "</svg>", ""])


def _curve(name: str, points: Sequence[Point], row: int) -> list[str]:
    colour, dashes = COLOURS[name], ' stroke-dasharray="6 4"' if row else ""
    line = " ".join(f"{_x(i)},{_y(p.top1)}" for i, p in enumerate(points))
    drawn = [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>']
    for i, p in enumerate(points):
        low, high = _y(p.interval[0]), _y(p.interval[1])
        drawn.append(f'<line x1="{_x(i)}" x2="{_x(i)}" y1="{low}" y2="{high}" stroke="{colour}"/>')
        drawn.append(f'<circle cx="{_x(i)}" cy="{_y(p.top1)}" r="4" fill="{colour}"/>')
        below = -10 if row else 18
        drawn.append(f'<text x="{_x(i) + 6}" y="{_y(p.top1) + below}" fill="{colour}">{100 * p.top1:.0f}</text>')
    y = 16 + 18 * row
    drawn.append(f'<line x1="{LEFT}" x2="{LEFT + 28}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2.5"{dashes}/>')
    drawn.append(f'<text x="{LEFT + 36}" y="{y + 4}" fill="{colour}">{NAMES[name]}</text>')
    return drawn


def _x(position: int) -> int:
    return LEFT + 24 + round(position * (WIDTH - LEFT - RIGHT - 48) / (len(LEVELS) - 1))


def _y(share: float) -> int:
    return round(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM))


def main() -> None:
    """Measure every corpus whose source is there; print; write the picture."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sources", type=Path, required=True)
    arguments.add_argument("--sec", action="store_true", help="print, write nothing")
    given = arguments.parse_args()
    encoder, curves = UniversalEncoder(), {}
    for name, read in CORPORA.items():
        started = time.monotonic()
        entries = read(given.sources)
        curves[name] = measure(entries, encoder)
        print(table(name, entries, curves[name]), f"\n({time.monotonic() - started:.0f} s)\n", flush=True)
    if not given.sec:
        PICTURE.write_text(picture(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
