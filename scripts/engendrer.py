"""Rewrite what is derived from the code: the compiled French catalogue, docs/schema/, docs/commandes.md.

Run by `make schemas`; tests fail when one of these files is not fresh.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "aiguilleur_bot" / "locale" / "fr" / "LC_MESSAGES" / "messages.po"


def compile_catalogue() -> None:
    """messages.po -> messages.mo."""
    with CATALOGUE.open("rb") as source, CATALOGUE.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))


def write_references() -> None:
    """The JSON Schemas of the knowledge files and the reference of the commands."""
    sys.path.insert(0, str(ROOT))
    from aiguilleur_bot.cli import reference
    from aiguilleur_bot.knowledge.json_schema import write_schemas

    write_schemas(ROOT / "docs" / "schema")
    (ROOT / "docs" / "commandes.md").write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    compile_catalogue()
    write_references()
