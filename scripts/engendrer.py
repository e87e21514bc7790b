"""Rewrite what is derived from the code: the compiled French catalogue, docs/schema/, docs/commandes.md, and the
table of the sentences in docs/phrases.md.

Run by `make schemas`; tests fail when one of these files is not fresh.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "aiguilleur_bot" / "locale" / "fr" / "LC_MESSAGES" / "messages.po"
PHRASES = ROOT / "docs" / "phrases.md"
_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}", re.DOTALL)
_SENTENCE = re.compile(r"\.(?:\s|$)")
_MARKS = re.compile(r"(<!-- phrases\s:\sdébut -->\n).*(<!-- phrases\s:\sfin -->)", re.DOTALL)


def compile_catalogue() -> None:
    """messages.po -> messages.mo."""
    with CATALOGUE.open("rb") as source, CATALOGUE.with_suffix(".mo").open("wb") as target:
        catalogue = read_po(source)
        catalogue.creation_date = datetime(2026, 11, 21, tzinfo=UTC)  # or every run would write another file
        write_mo(target, catalogue)


def write_references() -> None:
    """The JSON Schemas of the knowledge files and the reference of the commands."""
    sys.path.insert(0, str(ROOT))
    from aiguilleur_bot.cli import reference
    from aiguilleur_bot.knowledge.json_schema import write_schemas

    write_schemas(ROOT / "docs" / "schema")
    (ROOT / "docs" / "commandes.md").write_text(reference(), encoding="utf-8")


def sentences_table() -> str:
    """Each prompt and when it is said: the first sentence of the comment at its top. Raises ValueError without one."""
    rows = ["| phrase | quand |", "|---|---|"]
    for prompt in sorted((ROOT / "prompts").glob("*.md.j2")):
        comment = _COMMENT.match(prompt.read_text(encoding="utf-8"))
        if comment is None:
            raise ValueError(f"{prompt.name} : la première ligne doit dire, entre {{# et #}}, quand la phrase sert")
        when = _SENTENCE.split(" ".join(comment[1].split()), maxsplit=1)[0]
        rows.append(f"| `{prompt.name.removesuffix('.md.j2')}` | {_no_break(when)} |")
    return "\n".join(rows) + "\n"


def with_sentences(page: str) -> str:
    """docs/phrases.md with its table written anew."""
    return _MARKS.sub(lambda marks: f"{marks[1]}{sentences_table()}{marks[2]}", page)


def write_sentences() -> None:
    """Complete docs/phrases.md."""
    PHRASES.write_text(with_sentences(PHRASES.read_text(encoding="utf-8")), encoding="utf-8")


def _no_break(text: str) -> str:
    return re.sub(r" (?=[:;!?»])", "\u00a0", text).replace("« ", "«\u00a0")


if __name__ == "__main__":
    compile_catalogue()
    write_references()
    write_sentences()
