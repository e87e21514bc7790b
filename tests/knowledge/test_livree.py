"""The shipped base: no error, one line of its own for each fiche, nothing archived proposed."""

from __future__ import annotations

import re
import time

from aiguilleur_bot.knowledge.loader import folders, load


def test_the_shipped_base_has_no_error_and_loads_fast() -> None:
    start = time.perf_counter()
    loaded = load(folders(None))
    duration = time.perf_counter() - start
    assert [str(c) for c in loaded.errors] == []
    assert loaded.base is not None
    assert len(loaded.base.communs) >= 70
    assert duration < 3, "about 0.2 s on a laptop"


def test_each_fiche_of_the_shipped_base_says_in_its_own_words_what_is_in_it() -> None:
    base = load(folders(None)).base
    assert base is not None
    lines = {commun.en_bref.casefold(): commun for commun in base.communs.values()}
    assert len(lines) == len(base.communs), "two fiches say the same"
    for line, commun in lines.items():
        names = " | ".join((commun.nom, *commun.autres_noms))
        assert not any(name.casefold() in line for name in (commun.nom, *commun.autres_noms)), (names, line)
        # It comes after « Dokos : »: only a proper noun may begin with a capital.
        assert not re.match(r"(Un|Une|Le|La|Les|L'|Des|De|On|Pour|Chaque)\b", commun.en_bref), line
        assert line != commun.usage.casefold()


def test_the_archived_wiki_is_never_proposed() -> None:
    base = load(folders(None)).base
    assert base is not None
    archived = {c.id for c in base.communs.values() if c.statut in ("archive", "ferme")}
    assert archived
    assert archived.isdisjoint(c.id for c in base.proposable())
