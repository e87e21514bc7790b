"""What one file alone cannot tell: links that lead nowhere, grids of another nature, what should be reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from aiguilleur_bot.knowledge.base import Base, contacts_du_reseau, echeance
from aiguilleur_bot.knowledge.carte import Carte
from aiguilleur_bot.knowledge.constats import Constat
from aiguilleur_bot.knowledge.fiches import Entrees, Fiche
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.schema import Aiguilleur, Commun, Faq, Lexique, Referent, Reseau
from aiguilleur_bot.knowledge.yaml_files import Chemin

Vus = Mapping[str, AbstractSet[str]]


def erreurs(entrees: Entrees, vus: Vus) -> list[Constat]:
    """What makes the base unusable. `vus` are the ids of all files, those with errors of their own included."""
    fiches = [fiche for genre in entrees.values() for fiche in genre.values()]
    return [
        *(c for fiche in fiches for c in _erreurs_commun(fiche, entrees, vus)),
        *(c for fiche in fiches for c in _erreurs_liens(fiche, vus)),
        *(c for fiche in fiches for c in _erreurs_de_lieu(fiche, entrees)),
    ]


def _erreurs_commun(fiche: Fiche, entrees: Entrees, vus: Vus) -> Iterator[Constat]:
    commun = fiche.modele
    if not isinstance(commun, Commun):
        return
    yield from _grilles(fiche, commun)
    yield from _liens(fiche, "referents", commun.referents, "referents", vus)
    yield from _liens(fiche, "alternatives", commun.alternatives, "communs", vus)
    yield from _liens(fiche, "faq", commun.faq, "faq", vus)
    for rang, nom in enumerate(commun.alternatives):
        autre = entrees["communs"].get(nom)
        if nom == commun.id:
            yield fiche.constat(("alternatives", rang), f"« {nom} », la fiche elle-même", "une autre fiche")
        elif autre is not None and isinstance(autre.modele, Commun) and autre.modele.statut in ("archive", "ferme"):
            yield fiche.constat(
                ("alternatives", rang), f"« {nom} », qui est {autre.modele.statut}", "une fiche vivante"
            )


GRILLES: Mapping[str, str] = {
    "logiciel": "logiciel",
    "service-heberge": "service_heberge",
    "communaute-entraide": "communaute_entraide",
    "ressource-documentaire": "ressource_documentaire",
    "methode": "methode",
    "formation": "formation",
    "financement": "financement",
    "hebergeur": "hebergeur",
    "evenement": "evenement",
}
"""For each `nature`, the field that holds its grid."""


def _grilles(fiche: Fiche, commun: Commun) -> Iterator[Constat]:
    voulue = GRILLES[commun.nature]
    for grille in GRILLES.values():
        presente = getattr(commun, grille) is not None
        if presente and grille != voulue:
            attendu = f"la grille « {voulue} » (la nature est « {commun.nature} »)"
            yield fiche.constat((grille,), "une grille d'une autre nature", attendu)
        elif grille == voulue and not presente:
            yield fiche.constat(("nature",), f"« {commun.nature} » sans sa grille", f"un champ « {voulue} »")


def _erreurs_liens(fiche: Fiche, vus: Vus) -> Iterator[Constat]:
    modele = fiche.modele
    if isinstance(modele, Faq | Referent):
        yield from _liens(fiche, "communs", modele.communs, "communs", vus)
    elif isinstance(modele, Aiguilleur):
        yield from _liens(fiche, "communs_connus", modele.communs_connus, "communs", vus)
    elif isinstance(modele, Lexique):
        for rang, produit in enumerate(modele.produits):
            yield from _liens(fiche, "communs", produit.communs, "communs", vus, ("produits", rang))


def _liens(
    fiche: Fiche, champ: str, ids: Iterable[str], genre: str, vus: Vus, parent: Chemin = ()
) -> Iterator[Constat]:
    for rang, nom in enumerate(ids):
        if nom not in vus[genre]:
            yield fiche.constat((*parent, champ, rang), f"« {nom} » trouvé", f"le nom d'un fichier de {genre}/")


def _erreurs_de_lieu(fiche: Fiche, entrees: Entrees) -> Iterator[Constat]:
    carte = next((f.modele for f in entrees["territoires"].values()), None)
    if not isinstance(carte, Carte):
        return
    modele, regions = fiche.modele, {region.code for region in carte.regions}
    if isinstance(modele, Commun | Referent):
        yield from _codes(
            fiche, "territoires", modele.territoires, {"FR", *regions}, "« FR » ou un code INSEE de région"
        )
    elif isinstance(modele, Aiguilleur):
        yield from _codes(fiche, "regions", modele.regions, regions, "un code INSEE de région")
    elif isinstance(modele, Reseau):
        yield from _codes(
            fiche, "region", (modele.region,) if modele.region else (), regions, "un code INSEE de région"
        )
        if (modele.region is None) != (modele.echelle == "national"):
            attendu = "« region » pour un réseau régional, et pour lui seul"
            yield fiche.constat(("echelle",), f"« {modele.echelle} »", attendu)
    elif isinstance(modele, Carte):
        yield from _erreurs_de_carte(fiche, modele, regions)


def _erreurs_de_carte(fiche: Fiche, carte: Carte, regions: AbstractSet[str]) -> Iterator[Constat]:
    for rang, departement in enumerate(carte.departements):
        if departement.region is not None and departement.region not in regions:
            chemin = ("departements", rang, "region")
            yield fiche.constat(chemin, f"« {departement.region} » trouvé", "le code d'une des régions du fichier")
    departements = {departement.code for departement in carte.departements}
    for code in carte.communes:
        if code not in departements:
            yield fiche.constat(("communes", code), f"« {code} » trouvé", "le code d'un des départements du fichier")


def _codes(fiche: Fiche, champ: str, codes: Iterable[str], permis: AbstractSet[str], attendu: str) -> Iterator[Constat]:
    for rang, code in enumerate(codes):
        if code not in permis:
            chemin = (champ, rang) if (champ, rang) in fiche.document.lignes else (champ,)
            yield fiche.constat(chemin, f"« {code} » trouvé", attendu)


# ---------------------------------------------------------------- warnings


def avertissements(entrees: Entrees, base: Base) -> list[Constat]:
    """What should be looked at: overdue fiches, nobody to call, names shared by two fiches, consents that ended."""
    constats = [*_noms_partages(entrees), *_consentements(entrees, base), *_regions_sans_reseau(base)]
    for genre in ("communs", "reseaux", "faq"):
        for fiche in entrees[genre].values():
            constats += _echeances(fiche, base)
    for fiche in entrees["communs"].values():
        constats += _personne_a_appeler(fiche)
    return constats


def _echeances(fiche: Fiche, base: Base) -> Iterator[Constat]:
    modele = fiche.modele
    if isinstance(modele, Commun | Reseau | Faq) and echeance(modele) < base.au:
        champ = "verifie_le" if modele.verifie_le else "releve_le"
        trouve = f"à vérifier depuis le {echeance(modele):%d/%m/%Y}"
        yield fiche.constat((champ,), trouve, "une personne relit la fiche et écrit « verifie_le »", "avertissement")


def _personne_a_appeler(fiche: Fiche) -> Iterator[Constat]:
    commun = fiche.modele
    if isinstance(commun, Commun) and not commun.contacts and not commun.referents and commun.statut != "archive":
        attendu = "un contact ou un référent ; en attendant, le réseau régional de la personne"
        yield fiche.constat(("contacts",), "personne n'est indiqué", attendu, "avertissement")


def _regions_sans_reseau(base: Base) -> Iterator[Constat]:
    national = base.reseau_national
    if national is None or not contacts_du_reseau(national):
        attendu = "un fichier « echelle: national » avec un contact, pour les régions sans réseau"
        yield Constat("reseaux", 1, "", "aucun réseau national à qui s'adresser", attendu, "avertissement")


def _consentements(entrees: Entrees, base: Base) -> Iterator[Constat]:
    for fiche in entrees["referents"].values():
        referent = fiche.modele
        if isinstance(referent, Referent) and not base.consent(referent):
            trouve = "accord de cette personne terminé, absent ou limité : elle n'est pas montrée"
            attendu = "un accord en cours, de portée « public », et le statut « actif »"
            yield fiche.constat(("consentement", "expire_le"), trouve, attendu, "avertissement")


def _noms_partages(entrees: Entrees) -> Iterator[Constat]:
    premiers: dict[tuple[str, ...], Fiche] = {}
    for fiche in entrees["communs"].values():
        commun = fiche.modele
        if not isinstance(commun, Commun):
            continue
        chemins: list[tuple[Chemin, str]] = [(("nom",), commun.nom)]
        chemins += [(("autres_noms", rang), nom) for rang, nom in enumerate(commun.autres_noms)]
        for chemin, nom in chemins:
            autre = premiers.setdefault(folded_words(nom), fiche)
            if autre is not fiche:
                trouve = f"« {nom} », déjà un nom de {autre.nom}"
                yield fiche.constat(chemin, trouve, "un nom qui ne désigne qu'une fiche", "avertissement")
