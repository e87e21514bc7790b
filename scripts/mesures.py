"""Measure everything about the matching once, and write it down: tables and pictures of docs/ (`make mesures`).

    python scripts/mesures.py                         # what the repository holds
    python scripts/mesures.py --sources DIR           # also builds the outside corpora (scripts/corpus_externes.py)

Tables go between `<!-- mesures:NAME -->` and `<!-- /mesures -->` of docs/benchmarks.md and docs/benchmarks-matching.md;
the words around them are a person's. An outside corpus that is not built keeps the table as it was.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from diagrammes import refusals, refusals_by_kind, reliability

from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.evaluation import MUTATIONS, evaluate_besoins, evaluate_corpus, evaluate_sensibles
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.settings import shipped

ROOT = Path(__file__).parent.parent
DOCS, EVALUATION = ROOT / "docs", ROOT / "tests" / "evaluation"
EXTERNES = ROOT / ".cache" / "externes"
GATHERED = ROOT / ".cache" / "mesures"
OURS = {
    "besoins": ("besoins_aveugles.jsonl", "besoins_autres.jsonl"),
    "hors": ("hors_aveugles.jsonl", "hors_autres.jsonl"),
    "sensibles": ("sensibles.jsonl", "sensibles_autres.jsonl"),
}
"""Our own sets, by two hands each, measured as one."""
SETS = {
    "nos jeux": (GATHERED / "besoins.jsonl", GATHERED / "hors.jsonl"),
    "jeux partagés": (EVALUATION / "partage/dev_needs.jsonl", EVALUATION / "partage/dev_hors.jsonl"),
}
CORPORA = ("sill", "cnil", "travail", "covid")
"""Those of the comparison: none chose anything."""
NBSP = "\u00a0"
PLACE = re.compile(r"<!-- mesures:([\w-]+) -->.*?<!-- /mesures -->", re.DOTALL)

Figures = Mapping[str, Any]


def main() -> None:
    """Measure, write, say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, help="local copies of the sources of the outside corpora")
    parser.add_argument("--json", type=Path, help="also write every figure there")
    options = parser.parse_args()
    if options.sources is not None:
        builder = [sys.executable, ROOT / "scripts/corpus_externes.py", "--sources", options.sources]
        subprocess.run([*builder, "--sortie", EXTERNES], check=True)
    encoder = UniversalEncoder()
    sets, sensibles = measure_needs(encoder)
    corpora = measure_corpora(encoder)
    write(tables(sets, sensibles, corpora))
    pictures(sets)
    if options.json is not None:
        figures = {"besoins": sets, "sensibles": sensibles, "corpus": corpora}
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def measure_needs(encoder: UniversalEncoder) -> tuple[dict[str, Figures], Figures]:
    """Both labelled sets with comparison and mutations, and the sensitive messages."""
    GATHERED.mkdir(parents=True, exist_ok=True)
    for name, files in OURS.items():
        lines = "".join((EVALUATION / file).read_text(encoding="utf-8") for file in files)
        (GATHERED / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    base = load([shipped("knowledge")]).base
    if base is None:
        raise SystemExit("la base de connaissances a des erreurs : aiguilleur verifier")
    matcher = Matcher.load(base, cache=GATHERED, encoder=encoder)
    sets = {
        name: evaluate_besoins(matcher, besoins, hors, None, compare=True, mutations=tuple(MUTATIONS))
        for name, (besoins, hors) in SETS.items()
    }
    return sets, evaluate_sensibles(matcher, GATHERED / "sensibles.jsonl")


def measure_corpora(encoder: UniversalEncoder) -> dict[str, Figures]:
    """The corpora of the comparison that are built here."""
    found = {name: EXTERNES / name for name in CORPORA if (EXTERNES / name / "qrels.tsv").is_file()}
    return {
        name: evaluate_corpus(
            *(folder / file for file in ("corpus.jsonl", "requetes.jsonl", "qrels.tsv")), encoder=encoder, compare=True
        )
        for name, folder in found.items()
    }


def pictures(sets: Mapping[str, Figures]) -> None:
    """The three pictures of docs/images/."""
    drawn = {
        "calibrage.svg": reliability(sets),
        "refus.svg": refusals(sets),
        "refus-genres.svg": refusals_by_kind(next(iter(sets.values()))),
    }
    for name, svg in drawn.items():
        (DOCS / "images" / name).write_text(svg, encoding="utf-8")


# ---------------------------------------------------------------- tables


def tables(sets: Mapping[str, Figures], sensibles: Figures, corpora: Mapping[str, Figures]) -> dict[str, str]:
    """Every table by its name; those of corpora only when all are there."""
    made = {
        "chiffres": _main_figures(sets),
        "sensibles": _sensibles(sensibles),
        "moteurs": _engines(sets),
        "alterations": _mutations(sets),
        "styles": "\n\n".join(_groups(name, figures, "styles") for name, figures in sets.items()),
        "actions": "\n\n".join(_groups(name, figures, "actions") for name, figures in sets.items()),
        "genres": _genres(sets),
        "courbe": _curve(sets),
    }
    if set(corpora) == set(CORPORA):
        made["corpus"] = _corpora(corpora)
    return made


def _main_figures(sets: Mapping[str, Figures]) -> str:
    rows = [
        [f"`{name}`", *(_bounded(figures, name) for figures in sets.values())]
        for name in ("top1", "rappel3", "mrr", "action", "refus", "faux_refus", "joignable", "ece")
    ]
    return _table(["mesure", *(f"{name} ({f['n']} + {f['n_hors']})" for name, f in sets.items())], rows)


def _sensibles(figures: Figures) -> str:
    row = [str(figures["n"]), *(_bounded(figures, name) for name in ("rappel", "precision", "communs_proposes"))]
    return _table(["messages", "rappel", "précision", "sensibles qui ont reçu un commun"], [row])


def _engines(sets: Mapping[str, Figures]) -> str:
    head = ["moteur", *(f"{name}{NBSP}: {what}" for name in sets for what in ("top1", "rappel3", "refus à 5 %")), "ms"]
    rows = []
    for engine in next(iter(sets.values()))["comparaison"]:
        row = [figures["comparaison"][engine] for figures in sets.values()]
        cells = [
            cell
            for one in row
            for cell in (*(_bounded(one, m) for m in ("top1", "rappel3")), _plain(one.get("refus_a_5")))
        ]
        rows.append([engine, *cells, _plain(row[0].get("ms"), 1)])
    return _table(head, rows)


def _mutations(sets: Mapping[str, Figures]) -> str:
    head = ["façon d'écrire", *(f"{name}{NBSP}: {what}" for name in sets for what in ("rappel3", "perte"))]
    lost = {name: [_lost(figures["alterations"][name]) for figures in sets.values()] for name in MUTATIONS}
    return _table(head, [[name, *(cell for own in cells for cell in own)] for name, cells in lost.items()])


def _lost(one: Figures) -> list[str]:
    low, high = one["intervalle_perte"]
    return [_plain(one["rappel3"]), f"{_plain(one['perte'])} [{_plain(low)}{NBSP}; {_plain(high)}]"]


def _groups(name: str, figures: Figures, kind: str) -> str:
    rows = [
        [group, str(one["n"]), *(_plain(one[m]) for m in ("top1", "rappel3", "action", "faux_refus"))]
        for group, one in figures[kind].items()
    ]
    return _table([f"{name}", "n", "top1", "rappel3", "action", "faux refus"], rows)


def _genres(sets: Mapping[str, Figures]) -> str:
    rows = [
        [name, genre, str(one["n"]), _plain(one["refus"])]
        for name, figures in sets.items()
        for genre, one in figures["genres"].items()
    ]
    return _table(["jeu", "genre de message", "n", "refusés"], rows)


def _curve(sets: Mapping[str, Figures]) -> str:
    points = [figures["courbe"] for figures in sets.values()]
    rows = [
        [_plain(same[0]["seuil"]), *(_plain(one[m], 3) for one in same for m in ("faux_refus", "refus"))]
        for same in zip(*points, strict=True)
    ]
    return _table(["seuil", *(f"{name}{NBSP}: {what}" for name in sets for what in ("faux refus", "refus"))], rows)


def _corpora(corpora: Mapping[str, Figures]) -> str:
    """hit@1 and recall@10 of each engine on each corpus, and on average; ours beside the best of the others."""
    first = next(iter(corpora.values()))["comparaison"]
    head = [
        "moteur",
        *(f"{name} ({f['documents']} documents, {f['n']} questions)" for name, f in corpora.items()),
        "moyenne",
    ]
    rows = []
    for engine in first:
        own = [figures["comparaison"][engine] for figures in corpora.values()]
        means = (sum(one[m] for one in own) / len(own) for m in ("hit@1", "recall@10"))
        rows.append([engine, *(_pair(one) for one in own), " · ".join(f"**{_plain(mean, 3)}**" for mean in means)])
    return _table(head, rows)


def _pair(one: Figures) -> str:
    return " · ".join(_bounded(one, name) for name in ("hit@1", "recall@10"))


def _bounded(figures: Figures, name: str) -> str:
    bounds = figures.get("intervalles", {}).get(name)
    shown = _plain(figures[name])
    return f"{shown} [{_plain(bounds[0])}{NBSP}; {_plain(bounds[1])}]" if bounds else shown


def _plain(value: object, digits: int = 2) -> str:
    if isinstance(value, float):
        return f"{round(value, digits) + 0.0:.{digits}f}".replace(".", ",")
    return "–" if value is None else str(value)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def write(made: Mapping[str, str], pages: Sequence[Path] | None = None) -> list[str]:
    """Put each table in its place; the names of those that no page wants."""
    placed: set[str] = set()

    def place(found: re.Match[str]) -> str:
        name = found.group(1)
        placed.add(name)
        return f"<!-- mesures:{name} -->\n\n{made[name]}\n\n<!-- /mesures -->" if name in made else found.group()

    for page in pages or (DOCS / "benchmarks.md", DOCS / "benchmarks-matching.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(PLACE.sub(place, text), encoding="utf-8")
    return sorted(set(made) - placed)


if __name__ == "__main__":
    main()
