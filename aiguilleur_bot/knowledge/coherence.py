"""What one file alone cannot tell: links that lead nowhere, grids of another nature, what should be reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from aiguilleur_bot.knowledge.base import Base, contacts_du_reseau, echeance
from aiguilleur_bot.knowledge.carte import Carte
from aiguilleur_bot.knowledge.fiches import Entrees, Fiche
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.problems import Problem
from aiguilleur_bot.knowledge.schema import Aiguilleur, Commun, Faq, Lexique, Referent, Reseau
from aiguilleur_bot.knowledge.yaml_files import Chemin

Vus = Mapping[str, AbstractSet[str]]


def errors(entrees: Entrees, vus: Vus) -> list[Problem]:
    """What makes the base unusable. `vus` are the ids of all files, those with errors of their own included."""
    fiches = [fiche for genre in entrees.values() for fiche in genre.values()]
    return [
        *(c for fiche in fiches for c in _erreurs_commun(fiche, entrees, vus)),
        *(c for fiche in fiches for c in _erreurs_liens(fiche, vus)),
        *(c for fiche in fiches for c in _erreurs_de_lieu(fiche, entrees)),
    ]


def _erreurs_commun(fiche: Fiche, entrees: Entrees, vus: Vus) -> Iterator[Problem]:
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
            yield fiche.problem(("alternatives", rang), f"« {nom} », la fiche elle-même", "une autre fiche")
        elif autre is not None and isinstance(autre.modele, Commun) and autre.modele.statut in ("archive", "ferme"):
            yield fiche.problem(
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


def _grilles(fiche: Fiche, commun: Commun) -> Iterator[Problem]:
    voulue = GRILLES[commun.nature]
    for grille in GRILLES.values():
        presente = getattr(commun, grille) is not None
        if presente and grille != voulue:
            allowed = f"la grille « {voulue} » (la nature est « {commun.nature} »)"
            yield fiche.problem((grille,), "une grille d'une autre nature", allowed)
        elif grille == voulue and not presente:
            yield fiche.problem(("nature",), f"« {commun.nature} » sans sa grille", f"un champ « {voulue} »")


def _erreurs_liens(fiche: Fiche, vus: Vus) -> Iterator[Problem]:
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
) -> Iterator[Problem]:
    for rang, nom in enumerate(ids):
        if nom not in vus[genre]:
            yield fiche.problem((*parent, champ, rang), f"« {nom} » trouvé", f"le nom d'un fichier de {genre}/")


def _erreurs_de_lieu(fiche: Fiche, entrees: Entrees) -> Iterator[Problem]:
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
            allowed = "« region » pour un réseau régional, et pour lui seul"
            yield fiche.problem(("echelle",), f"« {modele.echelle} »", allowed)
    elif isinstance(modele, Carte):
        yield from _erreurs_de_carte(fiche, modele, regions)


def _erreurs_de_carte(fiche: Fiche, carte: Carte, regions: AbstractSet[str]) -> Iterator[Problem]:
    for rang, departement in enumerate(carte.departements):
        if departement.region is not None and departement.region not in regions:
            chemin = ("departements", rang, "region")
            yield fiche.problem(chemin, f"« {departement.region} » trouvé", "le code d'une des régions du fichier")
    departements = {departement.code for departement in carte.departements}
    for code in carte.communes:
        if code not in departements:
            yield fiche.problem(("communes", code), f"« {code} » trouvé", "le code d'un des départements du fichier")


def _codes(fiche: Fiche, champ: str, codes: Iterable[str], permis: AbstractSet[str], allowed: str) -> Iterator[Problem]:
    for rang, code in enumerate(codes):
        if code not in permis:
            chemin = (champ, rang) if (champ, rang) in fiche.document.lignes else (champ,)
            yield fiche.problem(chemin, f"« {code} » trouvé", allowed)


# ---------------------------------------------------------------- warnings


def warnings(entrees: Entrees, base: Base) -> list[Problem]:
    """What should be looked at: overdue fiches, nobody to call, names shared by two fiches, consents that ended."""
    problems = [*_noms_partages(entrees), *_consentements(entrees, base), *_regions_sans_reseau(base)]
    for genre in ("communs", "reseaux", "faq"):
        for fiche in entrees[genre].values():
            problems += _echeances(fiche, base)
    for fiche in entrees["communs"].values():
        problems += _personne_a_appeler(fiche)
    return problems


def _echeances(fiche: Fiche, base: Base) -> Iterator[Problem]:
    modele = fiche.modele
    if isinstance(modele, Commun | Reseau | Faq) and echeance(modele) < base.au:
        champ = "verifie_le" if modele.verifie_le else "releve_le"
        found = f"à vérifier depuis le {echeance(modele):%d/%m/%Y}"
        yield fiche.problem((champ,), found, "une personne relit la fiche et écrit « verifie_le »", "warning")


def _personne_a_appeler(fiche: Fiche) -> Iterator[Problem]:
    commun = fiche.modele
    if isinstance(commun, Commun) and not commun.contacts and not commun.referents and commun.statut != "archive":
        allowed = "un contact ou un référent ; en attendant, le réseau régional de la personne"
        yield fiche.problem(("contacts",), "personne n'est indiqué", allowed, "warning")


def _regions_sans_reseau(base: Base) -> Iterator[Problem]:
    national = base.reseau_national
    if national is None or not contacts_du_reseau(national):
        allowed = "un fichier « echelle: national » avec un contact, pour les régions sans réseau"
        yield Problem("reseaux", 1, "", "aucun réseau national à qui s'adresser", allowed, "warning")


def _consentements(entrees: Entrees, base: Base) -> Iterator[Problem]:
    for fiche in entrees["referents"].values():
        referent = fiche.modele
        if isinstance(referent, Referent) and not base.consent(referent):
            found = "accord de cette personne terminé, absent ou limité : elle n'est pas montrée"
            allowed = "un accord en cours, de portée « public », et le statut « actif »"
            yield fiche.problem(("consentement", "expire_le"), found, allowed, "warning")


def _noms_partages(entrees: Entrees) -> Iterator[Problem]:
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
                found = f"« {nom} », déjà un nom de {autre.nom}"
                yield fiche.problem(chemin, found, "un nom qui ne désigne qu'une fiche", "warning")
