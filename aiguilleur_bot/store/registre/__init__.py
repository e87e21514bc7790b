"""The register of what is held about people: every table, every column, whose it is, how it is shown and erased.

« mes données », « oublie-moi », the retention of accounts and the renewal of keys read it, and nothing else: a table
or a column that is not in it fails a test (tests/store/test_registre.py). docs/registre.md says the same for people.
"""

from __future__ import annotations

from types import MappingProxyType

from aiguilleur_bot.store.registre.demandes import DEMANDES, FORGOTTEN, private_queue
from aiguilleur_bot.store.registre.humains import HUMAINS
from aiguilleur_bot.store.registre.manques import MANQUES
from aiguilleur_bot.store.registre.pages import PAGES
from aiguilleur_bot.store.registre.types import Lien, Nature, Tenue
from aiguilleur_bot.store.tables import metadata

__all__ = ["FORGOTTEN", "REGISTRE", "Lien", "Nature", "Tenue", "private_queue"]

_DECLARED = {one.table.name: one for one in (*DEMANDES, *HUMAINS, *MANQUES, *PAGES)}

_LAST = ("conversation", "besoin", "personne")
_ORDER = [table.name for table in reversed(metadata.sorted_tables) if table.name not in _LAST]

REGISTRE = MappingProxyType({name: _DECLARED[name] for name in (*_ORDER, *_LAST) if name in _DECLARED})
"""Every table by its name, in the order of erasing: a row goes before what says whose it is."""
