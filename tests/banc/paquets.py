"""A base a thousand times larger than a network's: Debian's packages, described in French, as fiches.

    PYTHONPATH=tests python -m banc.paquets FOLDER [COUNT]

Writes `FOLDER/communs/*.yaml`: name, summary and description of COUNT packages (20,000), and nothing true in the other
fields: it stands for a large catalogue when speed is measured, and answers nobody. The texts are Debian's own
(translators of the Debian Description Translation Project, under the licence of each package): fetched by the
machine's own apt when the benchmark runs, into a folder of its own, and never committed.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from fiches import NOTHING_KNOWN

COUNT = 20_000
EXTENSION = "etend-la-base-livree"
_SOURCES = (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list"))
_APT_HELPER = "/usr/lib/apt/apt-helper"
_NEVER_TRUE = {**NOTHING_KNOWN, "actions": ["travailler"], "logiciel": {"stade": "inconnu"}}


def translations(folder: Path) -> str:
    """Debian's index of French descriptions, by the machine's own sources, in lists of our own under `folder`."""
    lists = folder.resolve() / "apt" / "lists"
    found = sorted(lists.glob("*Translation-fr*"))
    if not found:
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        source = next(one for one in _SOURCES if one.exists())
        settings = {
            "Dir::Etc::SourceList": source,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": lists,
            "Dir::Cache": lists.parent,
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "fr",
        }
        options = [piece for name, value in settings.items() for piece in ("-o", f"{name}={value}")]
        subprocess.run(["apt-get", "-qq", *options, "update"], check=True)
        found = sorted(lists.glob("*Translation-fr*"))
    shown = subprocess.run([_APT_HELPER, "cat-file", *map(str, found)], check=True, capture_output=True)
    return shown.stdout.decode("utf-8")


def packages(index: str) -> Iterator[tuple[str, str, str]]:
    """(name, one line, paragraphs) of each package of an index, each name once, in order of name."""
    known: dict[str, tuple[str, str]] = {}
    for stanza in index.split("\n\n"):
        read = re.search(r"^Package: (\S+)\n(?:.*\n)*?Description-fr: (.+)((?:\n .*)*)", stanza, re.MULTILINE)
        if read is not None and len(read[2]) >= 10 and len(slug(read[1])) <= 60:
            text = re.sub(r"\n \.(?=\n|$)", "\n", read[3])
            known.setdefault(read[1], (read[2].strip(), re.sub(r"[ \t]*\n[ \t]*", " ", text).strip()))
    for name in sorted(known):
        yield (name, *known[name])


def fiche(name: str, line: str, text: str) -> dict[str, object]:
    """A package as a fiche. Only its id, name, summary and description mean something."""
    short = line.rstrip(" .…")
    plain = "".join(c if c.isprintable() else " " for c in text)
    return {
        "id": slug(name),
        "nom": name,
        "usage": _cut(short, 80),
        "en_bref": _cut(short, 60),
        "resume": _cut(line, 150),
        "description": _cut(plain, 4000) or line,
        **_NEVER_TRUE,
        "releve_le": "2026-11-22",
        "cadence_mois": "12",
        "sources": [{"champ": "*", "url": f"paquet Debian {name}", "lu_le": "2026-11-22"}],
    }


def slug(name: str) -> str:
    """The id of a package's fiche: apart from those of communs."""
    return "paquet-" + re.sub(r"[^a-z0-9]+", "-", name.replace("+", "-plus").lower()).strip("-")


def write(folder: Path, count: int = COUNT) -> int:
    """Write the fiches under `folder/communs`, unless they are there. Returns how many there are."""
    communs = folder / "communs"
    done = folder / EXTENSION
    if not done.exists():
        communs.mkdir(parents=True, exist_ok=True)
        chosen = {slug(name): (name, line, text) for name, line, text in packages(translations(folder.parent))}
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        for one in list(chosen)[:count]:
            data = fiche(*chosen[one])
            content = yaml.dump(data, Dumper=dumper, allow_unicode=True, sort_keys=False, width=110)
            (communs / f"{one}.yaml").write_text(content, encoding="utf-8")
        done.touch()
    return sum(1 for _ in communs.iterdir())


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.…(")


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else COUNT))
