"""What one file alone cannot tell: links that lead nowhere, grids of another nature, what should be reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from aiguilleur_bot.knowledge.base import Base, due_date, reseau_contacts
from aiguilleur_bot.knowledge.entries import Entries, Entry
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.places import Places
from aiguilleur_bot.knowledge.problems import Problem
from aiguilleur_bot.knowledge.schema import Aiguilleur, Commun, Exemples, Faq, Lexique, Referent, Reseau
from aiguilleur_bot.knowledge.yaml_files import FieldPath

Seen = Mapping[str, AbstractSet[str]]
"""The ids of the files of each kind."""
_REGION_CODE = "un code INSEE de région"


def errors(entries: Entries, seen: Seen) -> list[Problem]:
    """What makes the base unusable. `seen` are the ids of all files, those with errors of their own included."""
    problems: list[Problem] = []
    for kind in entries.values():
        for entry in kind.values():
            problems += _commun_problems(entry, entries, seen)
            problems += _link_problems(entry, seen)
            problems += _place_problems(entry, entries)
    return problems


def _commun_problems(entry: Entry, entries: Entries, seen: Seen) -> Iterator[Problem]:
    commun = entry.model
    if not isinstance(commun, Commun):
        return
    yield from _grille_problems(entry, commun)
    yield from _missing_links(entry, "referents", commun.referents, "referents", seen)
    yield from _missing_links(entry, "alternatives", commun.alternatives, "communs", seen)
    yield from _missing_links(entry, "faq", commun.faq, "faq", seen)
    for index, name in enumerate(commun.alternatives):
        other = entries["communs"].get(name)
        if name == commun.id:
            yield entry.problem(("alternatives", index), f"« {name} », la fiche elle-même", "une autre fiche")
        elif other is not None and isinstance(other.model, Commun) and other.model.statut in ("archive", "ferme"):
            yield entry.problem(
                ("alternatives", index), f"« {name} », qui est {other.model.statut}", "une fiche vivante"
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


def _grille_problems(entry: Entry, commun: Commun) -> Iterator[Problem]:
    wanted = GRILLES[commun.nature]
    for grille in GRILLES.values():
        present = getattr(commun, grille) is not None
        if present and grille != wanted:
            allowed = f"la grille « {wanted} » (la nature est « {commun.nature} »)"
            yield entry.problem((grille,), "une grille d'une autre nature", allowed)
        elif grille == wanted and not present:
            yield entry.problem(("nature",), f"« {commun.nature} » sans sa grille", f"un champ « {wanted} »")


def _link_problems(entry: Entry, seen: Seen) -> Iterator[Problem]:
    model = entry.model
    if isinstance(model, Faq | Referent):
        yield from _missing_links(entry, "communs", model.communs, "communs", seen)
    elif isinstance(model, Aiguilleur):
        yield from _missing_links(entry, "communs_connus", model.communs_connus, "communs", seen)
    elif isinstance(model, Exemples):
        if model.commun not in seen["communs"]:
            yield entry.problem(("commun",), f"« {model.commun} » trouvé", "le nom d'un fichier de communs/")
    elif isinstance(model, Lexique):
        for index, produit in enumerate(model.produits):
            yield from _missing_links(entry, "communs", produit.communs, "communs", seen, ("produits", index))


def _missing_links(
    entry: Entry, field: str, ids: Iterable[str], kind: str, seen: Seen, parent: FieldPath = ()
) -> Iterator[Problem]:
    for index, name in enumerate(ids):
        if name not in seen[kind]:
            yield entry.problem((*parent, field, index), f"« {name} » trouvé", f"le nom d'un fichier de {kind}/")


def _place_problems(entry: Entry, entries: Entries) -> Iterator[Problem]:
    places = next((other.model for other in entries["territoires"].values()), None)
    if not isinstance(places, Places):
        return
    model, regions = entry.model, {region.code for region in places.regions}
    if isinstance(model, Commun | Referent):
        yield from _unknown_codes(
            entry, "territoires", model.territoires, {"FR", *regions}, f"« FR » ou {_REGION_CODE}"
        )
    elif isinstance(model, Aiguilleur):
        yield from _unknown_codes(entry, "regions", model.regions, regions, _REGION_CODE)
    elif isinstance(model, Reseau):
        yield from _unknown_codes(entry, "region", (model.region,) if model.region else (), regions, _REGION_CODE)
        if (model.region is None) != (model.echelle == "national"):
            allowed = "« region » pour un réseau régional, et pour lui seul"
            yield entry.problem(("echelle",), f"« {model.echelle} »", allowed)
    elif isinstance(model, Places):
        yield from _map_problems(entry, model, regions)


def _map_problems(entry: Entry, places: Places, regions: AbstractSet[str]) -> Iterator[Problem]:
    for index, departement in enumerate(places.departements):
        if departement.region is not None and departement.region not in regions:
            path = ("departements", index, "region")
            yield entry.problem(path, f"« {departement.region} » trouvé", "le code d'une des régions du fichier")
    departements = {departement.code for departement in places.departements}
    for code in places.communes:
        if code not in departements:
            yield entry.problem(("communes", code), f"« {code} » trouvé", "le code d'un des départements du fichier")


def _unknown_codes(
    entry: Entry, field: str, codes: Iterable[str], known: AbstractSet[str], allowed: str
) -> Iterator[Problem]:
    for index, code in enumerate(codes):
        if code not in known:
            path = (field, index) if (field, index) in entry.lines else (field,)
            yield entry.problem(path, f"« {code} » trouvé", allowed)


# ---------------------------------------------------------------- warnings


def warnings(entries: Entries, base: Base) -> list[Problem]:
    """What should be looked at: overdue fiches, nobody to call, names shared by two fiches, consents that ended."""
    problems = [
        *_shared_names(entries),
        *_repeated_phrases(entries),
        *_consents(entries, base),
        *_no_national_reseau(base),
    ]
    for kind in ("communs", "reseaux", "faq"):
        for entry in entries[kind].values():
            problems += _overdue(entry, base)
    for entry in entries["communs"].values():
        problems += _nobody_to_call(entry)
    return problems


def _overdue(entry: Entry, base: Base) -> Iterator[Problem]:
    model = entry.model
    if isinstance(model, Commun | Reseau | Faq) and due_date(model) < base.day:
        field = "verifie_le" if model.verifie_le else "releve_le"
        found = f"à vérifier depuis le {due_date(model):%d/%m/%Y}"
        yield entry.problem((field,), found, "une personne relit la fiche et écrit « verifie_le »", "warning")


def _nobody_to_call(entry: Entry) -> Iterator[Problem]:
    commun = entry.model
    if isinstance(commun, Commun) and not commun.contacts and not commun.referents and commun.statut != "archive":
        allowed = "un contact ou un référent ; en attendant, le réseau régional de la personne"
        yield entry.problem(("contacts",), "personne n'est indiqué", allowed, "warning")


def _no_national_reseau(base: Base) -> Iterator[Problem]:
    national = base.reseau_national
    if national is None or not reseau_contacts(national):
        allowed = "un fichier « echelle: national » avec un contact, pour les régions sans réseau"
        yield Problem("reseaux", 1, "", "aucun réseau national à qui s'adresser", allowed, "warning")


def _consents(entries: Entries, base: Base) -> Iterator[Problem]:
    for entry in entries["referents"].values():
        referent = entry.model
        if isinstance(referent, Referent) and not base.consent(referent):
            found = "accord de cette personne terminé, absent ou limité : elle n'est pas montrée"
            allowed = "un accord en cours, de portée « public », et le statut « actif »"
            yield entry.problem(("consentement", "expire_le"), found, allowed, "warning")


def _shared_names(entries: Entries) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Entry] = {}
    for entry in entries["communs"].values():
        commun = entry.model
        if not isinstance(commun, Commun):
            continue
        paths: list[tuple[FieldPath, str]] = [(("nom",), commun.nom)]
        paths += [(("autres_noms", index), name) for index, name in enumerate(commun.autres_noms)]
        for path, name in paths:
            other = first.setdefault(folded_words(name), entry)
            if other is not entry:
                found = f"« {name} », déjà un nom de {other.name}"
                yield entry.problem(path, found, "un nom qui ne désigne qu'une fiche", "warning")


def _repeated_phrases(entries: Entries) -> Iterator[Problem]:
    """A phrase written twice counts once for one commun, and pulls both ways for two."""
    first: dict[tuple[str, ...], str] = {}
    for entry in entries["communs"].values():
        if isinstance(entry.model, Commun):
            for phrase in entry.model.besoins_types:
                first.setdefault(folded_words(phrase), f"besoins_types de {entry.name}")
    for entry in entries["exemples"].values():
        if not isinstance(entry.model, Exemples):
            continue
        for index, phrase in enumerate(entry.model.lignes):
            words = folded_words(phrase)
            if words in first:
                found = f"« {phrase} », déjà dans {first[words]}"
                yield entry.problem(("lignes", index), found, "une phrase écrite une seule fois", "warning")
            first.setdefault(words, entry.name)
