"""The fields of a fiche about which nothing is known: what tests and benchmarks build theirs on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NOTHING_KNOWN: Mapping[str, object] = MappingProxyType(
    {
        "nature": "logiciel",
        "besoins": ["outils-de-gestion"],
        "statut": "actif",
        "est_un_commun": dict.fromkeys(
            ("licence_ouverte", "communaute", "gouvernance_connue", "documentation_publique"), "inconnu"
        ),
        "licence": "inconnue",
        "premiere_etape": "inconnu",
        "modes_mobilisation": ["inconnu"],
        "temps_premier_essai": "inconnu",
        "temps_mise_en_route": "inconnu",
        "complexite": "inconnu",
        "couts": [{"libelle": "inconnu", "type": "inconnu"}],
        "contacts": [],
        "territoires": ["FR"],
        "sante": {"niveau": "inconnu"},
    }
)
