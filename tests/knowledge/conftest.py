"""A tiny knowledge base on disk, and the means to break it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .petite_base import COMMUN, FAQ, HORS, LEXIQUE, REFERENT, RESEAU, Edit, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two communs, a regional and a national network, a question, a person, words: no error, no warning."""
    root = tmp_path / "savoir"
    write(root, "communs/agenda.yaml", COMMUN.format(id="agenda", nom="Agenda Libre"))
    write(root, "communs/wiki.yaml", COMMUN.format(id="wiki", nom="Wiki Libre"))
    write(root, "reseaux/nord.yaml", RESEAU.format(id="nord", nom="Le Nord", echelle="regional", region="region: 32\n"))
    write(root, "reseaux/national.yaml", RESEAU.format(id="national", nom="La Tête", echelle="national", region=""))
    write(root, "faq/planning.yaml", FAQ)
    write(root, "referents/une-personne.yaml", REFERENT)
    write(root, "lexique/produits.yaml", LEXIQUE)
    write(root, "hors/bavardage.yaml", HORS)
    write(root, "LICENSE", "libre")
    write(root, "README.md", "à lire")
    return root


@pytest.fixture
def fiche() -> Callable[[str, str], str]:
    """The text of a valid fiche, from its id and its name."""
    return lambda identifier, name: COMMUN.format(id=identifier, nom=name)


@pytest.fixture
def edit(folder: Path) -> Edit:
    """The means to break a file of `folder`."""

    def edit(name: str, *replacements: tuple[str, str]) -> None:
        text = (folder / name).read_text("utf-8")
        for before, after in replacements:
            assert before in text, before
            text = text.replace(before, after, 1)
        (folder / name).write_text(text, encoding="utf-8")

    return edit
