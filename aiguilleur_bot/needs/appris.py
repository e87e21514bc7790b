"""What gardeners accepted, written in their own folder: one readable file per commun, whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.schema import Exemples
from aiguilleur_bot.knowledge.yaml_files import parse_yaml

FOLDER = "exemples"
_HEAD = """\
# Phrases dites par des gens, relues et acceptées (aiguilleur apprendre accepter).
# On peut les corriger, les retirer ou en ajouter à la main.
id: appris-{commun}
commun: {commun}
origine: appris
lignes:
"""
_PLAIN = re.compile(r"[^\W\d_][^:#\[\]{}\"'`|>&*!%@\\\n]*[^\s:#\[\]{}\"'`|>&*!%@\\\n]")


class Unwritable(Exception):
    """The file cannot take one more line: the message says why, in French."""


def path_of(savoir: Path, commun: str) -> Path:
    """The file of what was learned for a commun."""
    return savoir / FOLDER / f"appris-{commun}.yaml"


def with_lines(text: str | None, commun: str, phrases: Sequence[str]) -> str:
    """The text of the file with these phrases more; what is there, comments included, is left as it is.

    `text` None: a new file. A phrase already there, whatever its case and signs, is not written twice.
    Raises Unwritable when the result would not read back as it should.
    """
    known = _lines(text) if text is not None else ()
    seen = {folded_words(line) for line in known}
    new = [phrase for phrase in dict.fromkeys(phrases) if folded_words(phrase) not in seen]
    start = text if text is not None else _HEAD.format(commun=commun)
    if new and not start.endswith("\n"):
        start += "\n"
    written = start + "".join(f"  - {_scalar(phrase)}\n" for phrase in new)
    if _lines(written) != (*known, *new):
        raise Unwritable("ses phrases ne sont pas une liste « - … » en fin de fichier ; remettez-les en fin de fichier")
    return written


def write(file: Path, text: str) -> None:
    """Replace a file at once: whoever reads it meanwhile sees the old one or the new one. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".appris-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(temporary).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _lines(text: str) -> tuple[str, ...]:
    document, _ = parse_yaml(text.encode(), "exemples")
    try:
        return Exemples.model_validate(document.data).lignes if document is not None else ()
    except ValidationError:
        return ()


def _scalar(phrase: str) -> str:
    """A phrase as YAML: bare when nothing in it could be read otherwise, else between double quotes."""
    return phrase if " " in phrase and _PLAIN.fullmatch(phrase) else json.dumps(phrase, ensure_ascii=False)
