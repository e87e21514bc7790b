"""The register, third part: who else needs what is missing, and who gathered it into défis."""

from __future__ import annotations

from aiguilleur_bot.store.registre.types import Tenue, mine, tenue
from aiguilleur_bot.store.tables import defi, defi_besoin, defi_journal, soutien

MANQUES: tuple[Tenue, ...] = (
    tenue(
        soutien,
        "24 mois ; « prévenez-moi » : jusqu'à ce que vous soyez prévenu·e",
        mine(soutien),
        personne="personne",
        fait="numero genre region cree_le",
        technique="id lieu_cle",
    ),
    tenue(
        defi,
        "sans limite, sans votre code si vous demandez l'oubli",
        mine(defi, "cree_par", oubli={"cree_par": None}, montre=("id", "titre", "statut", "cree_le")),
        personne="cree_par",
        fait="titre statut cree_le",
        technique="id description communs etape_quoi etape_quand etape_budget porteur lien commun doublon_de revue_le"
        " maj_le couvert_le",
    ),
    tenue(
        defi_besoin,
        "sans limite, rien sur personne",
        technique="numero defi depuis",
    ),
    tenue(
        defi_journal,
        "sans limite, sans votre code si vous demandez l'oubli",
        mine(defi_journal, "qui", oubli={"qui": None}, montre=("quand", "geste", "defi", "defait_le")),
        personne="qui",
        fait="quand geste defi defait_le",
        technique="rang avant apres",
    ),
)
