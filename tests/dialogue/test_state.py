"""A conversation survives the store, and upgrades."""

from __future__ import annotations

import json

import pytest
from dialogue.person import HDF, asked

from aiguilleur_bot.dialogue.model import Conversation, Phase
from aiguilleur_bot.dialogue.state import dump, load

FULL = Conversation(
    direct=True,
    phase=Phase.QUESTION,
    texte="« partager » nos trucs",
    reponse=asked(),
    choix=(("nextcloud", "odoo"), ()),
    vus=("dokos",),
    territoire=HDF,
    territoire_demande=True,
    numero=42,
    essais=1,
    interroge=True,
    suggestion="mes données",
    avance="un-peu",
)


def test_everything_comes_back() -> None:
    assert load(dump(FULL)) == FULL


def test_what_an_older_version_did_not_write_takes_its_default() -> None:
    assert load('{"direct": true, "texte": "un bail"}') == Conversation(direct=True, texte="un bail")


def test_what_a_newer_version_wrote_is_ignored_and_what_cannot_be_read_is_dropped() -> None:
    written = json.loads(dump(FULL)) | {"humeur": "bonne", "phase": "inventee"}
    written["reponse"]["suite"] = "inventee"
    read = load(json.dumps(written))
    assert read.phase is Phase.LIBRE
    assert read.reponse is None
    assert (read.texte, read.numero, read.territoire) == (FULL.texte, 42, HDF)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        load("{")
    with pytest.raises(TypeError, match="objet JSON"):
        load("[]")
    assert load('{"direct": {"a": 1}}') == Conversation(direct=True)
