"""What tells one way of computing from another: the source of the modules that compute.

A cached result bears this beside the hash of what it was computed from: a change of code never reads what an older
one kept, and nobody has to remember a version number.
"""

from __future__ import annotations

import hashlib
import unicodedata
from importlib.resources import files

import Stemmer


def reading(*modules: str) -> str:
    """A name for the present source of modules of ours ("matching.reading.french"), and of the tools they read with."""
    hashed = hashlib.sha256(f"{Stemmer.version()} {unicodedata.unidata_version}".encode())
    for module in modules:
        hashed.update(files("aiguilleur_bot").joinpath(f"{module.replace('.', '/')}.py").read_bytes())
    return hashed.hexdigest()
