"""`make bench-correspondance`: how long a need takes, and what loading costs, with the shipped base and 20,000 fiches.

    PYTHONPATH=tests python -m banc.correspondance [--qualite]

Each line is measured by a process of its own. `--qualite` (some minutes) also says whether the communs are still found
among 20,000 fiches by phrases held out from the base, beside BM25 on the same texts. The fiches of Debian's packages
and the caches stay in `.cache/banc`; the first run encodes 70,000 phrases, which takes minutes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from banc.paquets import COUNT, write

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.lexical import Postings
from aiguilleur_bot.matching.reading import french
from aiguilleur_bot.settings import shipped

T = TypeVar("T")
FOLDER = Path(__file__).parents[2] / ".cache" / "banc"
PACKAGES = FOLDER / "paquets"
ASKED = 300
"""Needs measured in each base."""
FOLD = 5
"""One phrase out of so many is held out when quality is measured."""
EXCERPT = 8
"""Words of a package's description it is looked for with."""


def memory(field: str) -> float:
    """Megabytes of this process: VmRSS now, VmHWM at its peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0.0


def base_of(name: str, cache: Path | None = None) -> Base:
    """The base of a line of the table, loaded. Raises AssertionError when it does not load."""
    loaded = load([shipped("knowledge"), *([PACKAGES] if name == "grande" else [])], cache=cache)
    assert loaded.base is not None, loaded.errors[:3]
    return loaded.base


def needs(base: Base) -> list[str]:
    """Everyday phrases of the shipped communs, spread over them, without their last word: none is known as it is."""
    phrases = [phrase for fiche in base.proposable() for phrase in base.besoins_dits(fiche.id)]
    chosen = random.Random(0).sample(phrases, ASKED)
    return [phrase.rsplit(" ", 1)[0] for phrase in chosen]


def measure(name: str, cache: Path) -> dict[str, float]:
    """One line of the table, in this process."""
    durations: dict[str, float] = {}

    def timed(step: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        durations[step] = time.perf_counter() - began
        return result

    base = timed("base", lambda: base_of(name, cache))
    encoder = timed("encodeur", UniversalEncoder)
    matcher = timed("moteur", lambda: Matcher.load(base, cache=cache, encoder=encoder))
    spent = []
    for need in needs(base):
        began = time.perf_counter()
        matcher.understand(need)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return {
        **durations,
        "mediane": spent[len(spent) // 2],
        "p95": spent[int(len(spent) * 0.95)],
        "memoire": memory("VmRSS"),
        "sommet": memory("VmHWM"),
    }


def quality(cache: Path) -> None:
    """Held-out phrases and excerpts of descriptions, found among 20,000 fiches: by the engine, and by BM25."""
    base = base_of("grande")
    held: list[tuple[str, str]] = []
    communs = dict(base.communs)
    for fiche in base.communs.values():
        said = base.besoins_dits(fiche.id)
        held += [(phrase, fiche.id) for phrase in said[::FOLD]]
        communs[fiche.id] = fiche.model_copy(update={"besoins_types": tuple(p for p in said if p not in said[::FOLD])})
    drawn = random.Random(0)
    long = [f for f in base.communs.values() if f.id.startswith("paquet-") and len((f.description or "").split()) > 40]
    excerpts = []
    for fiche in drawn.sample(long, ASKED):
        words = (fiche.description or "").split()
        first = drawn.randrange(len(words) - EXCERPT)
        excerpts.append((" ".join(words[first : first + EXCERPT]), fiche.id))
    without = replace(base, communs=communs, exemples=())
    matcher = Matcher.load(without, cache=cache)
    reader = french.Reader(base.synonymes)
    texts: dict[str, str] = {}
    for fiche in without.proposable():
        texts[fiche.id] = " . ".join(
            (fiche.nom, fiche.usage, fiche.resume, fiche.description or "", *without.besoins_dits(fiche.id))
        )
    ids = tuple(texts)
    forms = [french.words(text) for text in texts.values()]
    stems = Postings([[word.stem for word in reader.read(words)] for words in forms])
    pieces = Postings([french.ngrams(words) for words in forms])

    def engine(text: str) -> list[str]:
        reading = matcher.read(text)
        return [reading.communs[i] for i in reading.order[:3]]

    def by_stems(text: str) -> list[str]:
        scores = stems.bm25([word.stem for word in reader.read(french.words(text))])
        return [ids[i] for i in (-scores).argsort(kind="stable")[:3]]

    def by_pieces(text: str) -> list[str]:
        scores = pieces.bm25(french.ngrams(french.words(text)))
        return [ids[i] for i in (-scores).argsort(kind="stable")[:3]]

    print("\n| cherché parmi 20 000 fiches | moteur | première | dans les trois |\n|---|---|---|---|")
    engines = (("Aiguilleur", engine), ("BM25, racines", by_stems), ("BM25, morceaux", by_pieces))
    for label, asked in (("phrases mises de côté", held), ("extraits de descriptions", excerpts)):
        for name, find in engines:
            found = [(find(text), wanted) for text, wanted in asked]
            first = sum(wanted == three[0] for three, wanted in found) / len(found)
            among = sum(wanted in three for three, wanted in found) / len(found)
            print(f"| {label} ({len(asked)}) | {name} | {first:.3f} | {among:.3f} |", flush=True)


def line(label: str, name: str, cache: Path) -> str:
    """Measure in a process of its own, and write the line of the table."""
    command = [sys.executable, "-m", "banc.correspondance", "--mesurer", name, str(cache)]
    shown = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    got: dict[str, float] = json.loads(shown.stdout)
    return (
        f"| {label} | {got['mediane']:.0f} | {got['p95']:.0f} | {got['base']:.1f} | {got['encodeur']:.1f} |"
        f" {got['moteur']:.1f} | {got['memoire']:.0f} | {got['sommet']:.0f} |"
    )


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--mesurer"]:
        print(json.dumps(measure(arguments[1], Path(arguments[2]))))
        return
    write(PACKAGES, COUNT)
    cache, cold = FOLDER / "cache", FOLDER / "cache-vide"
    shutil.rmtree(cold, ignore_errors=True)
    print("| base | médiane (ms) | p95 (ms) | savoir (s) | encodeur (s) | moteur (s) | mémoire (Mo) | sommet (Mo) |")
    print("|---|---|---|---|---|---|---|---|")
    print(line("livrée, cache vide", "livree", cold), flush=True)
    print(line("livrée, cache rempli", "livree", cold), flush=True)
    first = not cache.exists()
    if first:
        print(line("20 000 fiches de plus, cache vide", "grande", cache), flush=True)
    print(line("20 000 fiches de plus, cache rempli", "grande", cache), flush=True)
    shutil.rmtree(cold, ignore_errors=True)
    if "--qualite" in arguments:
        quality(cache)


if __name__ == "__main__":
    main(sys.argv[1:])
