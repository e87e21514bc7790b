"""The large catalogue of the benchmark is made of fiches that load."""

from __future__ import annotations

from banc.paquets import fiche, packages, slug

from aiguilleur_bot.knowledge.schema import Commun

INDEX = """Package: g++-12
Description-md5: 0123
Description-fr: compilateur GNU C++
 Il s'agit du compilateur GNU C++, un compilateur
 optimisant assez portable.
 .
 Il sert pour C++.

Package: abc
Description-md5: 4567
Description-fr: jeu de lettres, assez difficile à décrire en quelques mots tant il est riche
 Un jeu.

Package: abc
Description-md5: 89ab
Description-fr: jeu de lettres, une autre version
 Un autre jeu.

Package: go
Description-md5: cdef
Description-fr: court
"""


def test_each_package_is_read_once_with_its_paragraphs() -> None:
    found = list(packages(INDEX))
    assert [name for name, _, _ in found] == ["abc", "g++-12"]
    assert found[1][1] == "compilateur GNU C++"
    assert "portable. Il sert" in " ".join(found[1][2].split())


def test_a_package_makes_a_fiche_that_the_schema_accepts() -> None:
    for name, line, text in packages(INDEX):
        commun = Commun.model_validate(fiche(name, line, text))
        assert (commun.id, commun.nom) == (slug(name), name)
    assert slug("g++-12") == "paquet-g-plus-plus-12"
