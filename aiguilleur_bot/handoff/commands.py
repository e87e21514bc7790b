"""What an aiguilleur types or taps to take a besoin: exact words only, so that talk in the room stays talk."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TAKE = re.compile(
    r"(?:je (?:le |la |m en |l )?(?:prends|prend|occupe)|prendre|prends|je m en occupe|pour moi)"
    r"(?: (?:le |la )?(?:n |no |numero )?(\d{1,9}))?(?: (?:svp|merci))?"
)
_HANDS = frozenset("✋🤚🖐🙋")
_MODIFIERS = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True, slots=True)
class Take:
    """« prendre », « je prends », « prendre 42 », ✋. `numero` is None when the card says which."""

    numero: int | None = None


def read(texte: str) -> Take | None:
    """The command `texte` is, or None when it is only talk."""
    if read_reaction(texte):
        return Take()
    if found := _TAKE.fullmatch(_folded(texte)):
        return Take(int(found[1]) if found[1] else None)
    return None


def read_reaction(cle: str) -> Take | None:
    """A raised hand of any colour takes; every other reaction is talk."""
    bare = _MODIFIERS.sub("", cle.strip().split("\u200d")[0])
    return Take() if bare in _HANDS else None


def _folded(texte: str) -> str:
    plain = unicodedata.normalize("NFKD", texte.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.replace("º", " ").replace("°", " ").split())
