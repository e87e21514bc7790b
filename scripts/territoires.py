"""Build knowledge/territoires/territoires.yaml: regions, départements and larger towns of France.

Source of the data: the npm package `@etalab/decoupage-administratif` (code under MIT, data under Licence
Ouverte), itself made from INSEE's Code officiel géographique and legal populations. To refresh it once a year:

    cd un-dossier-temporaire && npm pack @etalab/decoupage-administratif
    python scripts/territoires.py etalab-decoupage-administratif-6.0.0.tgz

The argument is the packed file, or the folder it was unpacked into. What people wrote by hand in the present
file (`surnoms`, `mots_courants`) is kept; everything else is written anew. Nothing is downloaded here.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

RACINE = Path(__file__).resolve().parent.parent
SORTIE = RACINE / "knowledge" / "territoires" / "territoires.yaml"
POPULATION_MIN = 9000
"""Below it, people are asked for their département: the file must stay small and homonyms rare."""

ENTETE = """\
# Régions, départements et grandes villes, pour comprendre « 59 », « Lille » ou « les Hauts ».
# Fichier écrit par scripts/territoires.py. À la main, on ne touche qu'à `surnoms` et à `mots_courants`,
# que le script garde. Explications : README.md, à côté.
"""


@dataclass(frozen=True, slots=True)
class Paquet:
    """The three tables we read, and the version of the package they come from."""

    version: str
    regions: list[dict[str, object]]
    departements: list[dict[str, object]]
    communes: list[dict[str, object]]


def lire_paquet(chemin: Path) -> Paquet:
    """Read the packed file (.tgz) or the unpacked folder. Raises SystemExit with a French sentence when it cannot."""
    if not chemin.exists():
        raise SystemExit(f"{chemin} : introuvable. Donnez le fichier obtenu par « npm pack », ou son dossier.")
    try:
        textes = _textes_archive(chemin) if chemin.is_file() else _textes_dossier(chemin)
        return Paquet(
            version=str(json.loads(textes["package.json"])["version"]),
            regions=json.loads(textes["data/regions.json"]),
            departements=json.loads(textes["data/departements.json"]),
            communes=json.loads(textes["data/communes.json"]),
        )
    except (KeyError, tarfile.TarError, json.JSONDecodeError) as erreur:
        raison = str(erreur).splitlines()[0]
        raise SystemExit(f"{chemin} : ce n'est pas le paquet attendu ({raison}).") from erreur


_FICHIERS = ("package.json", "data/regions.json", "data/departements.json", "data/communes.json")


def _textes_archive(archive: Path) -> dict[str, str]:
    textes = {}
    with tarfile.open(archive) as contenu:
        for nom in _FICHIERS:
            membre = contenu.extractfile(f"package/{nom}")
            if membre is not None:
                textes[nom] = membre.read().decode("utf-8")
    return textes


def _textes_dossier(dossier: Path) -> dict[str, str]:
    base = dossier / "package" if (dossier / "package").is_dir() else dossier
    return {nom: (base / nom).read_text("utf-8") for nom in _FICHIERS if (base / nom).is_file()}


def grandes_villes(paquet: Paquet) -> dict[str, list[str]]:
    """Towns by code of département: POPULATION_MIN inhabitants or more, and every chef-lieu; sorted by name."""
    chefs_lieux = {d["chefLieu"] for d in paquet.departements}
    villes: dict[str, set[str]] = {}
    for commune in paquet.communes:
        if commune["type"] != "commune-actuelle":  # communes déléguées and arrondissements repeat their town
            continue
        population = commune.get("population")
        grande = isinstance(population, int) and population >= POPULATION_MIN
        if grande or commune["code"] in chefs_lieux:
            villes.setdefault(_departement(commune), set()).add(str(commune["nom"]))
    return {code: sorted(noms) for code, noms in sorted(villes.items())}


def _departement(commune: Mapping[str, object]) -> str:
    # Overseas collectivities have no département: the first three digits name them ("98818" -> "988").
    return str(commune.get("departement") or str(commune["code"])[:3])


def garder(present: Mapping[str, object], table: str) -> dict[str, list[str]]:
    """The hand-written `surnoms` of one table of the present file, by code."""
    lignes = present.get(table, [])
    gardes: dict[str, list[str]] = {}
    for ligne in lignes if isinstance(lignes, list) else []:
        if ligne.get("surnoms"):
            gardes[str(ligne["code"])] = [str(mot) for mot in ligne["surnoms"]]
    return gardes


def composer(paquet: Paquet, present: Mapping[str, object], jour: date) -> str:
    """The whole text of the file."""
    surnoms_regions, surnoms_departements = garder(present, "regions"), garder(present, "departements")
    lignes = [
        ENTETE,
        "origine:",
        '  paquet: "@etalab/decoupage-administratif"',
        f"  version: {_cite(paquet.version)}",
        "  licence: Licence Ouverte (données) ; Code officiel géographique et populations légales de l'INSEE",
        f"  population_min: {_cite(str(POPULATION_MIN))}",
        f"  releve_le: {jour.isoformat()}",
        "\nregions:",
    ]
    metropole_et_drom = [r for r in paquet.regions if r["zone"] != "com"]
    for region in metropole_et_drom:
        lignes += _fiche(region, None, surnoms_regions)
    lignes.append("\n# Sans `region` : collectivité d'outre-mer, à qui répondent les réseaux nationaux.\ndepartements:")
    for departement in paquet.departements:
        lignes += _fiche(departement, departement.get("region"), surnoms_departements)
    lignes.append("\n# Par département. Un même nom peut revenir ailleurs : toutes les lignes comptent.\ncommunes:")
    for code, noms in grandes_villes(paquet).items():
        lignes.append(f"  {_cite(code)}: [{', '.join(map(_cite, noms))}]")
    mots = present.get("mots_courants", [])
    lignes.append(
        "\n# Noms de lieux qui sont aussi des mots de tous les jours (« trop cher », « la réunion de lundi ») :\n"
        "# seuls, ils ne disent pas un lieu ; ils n'en disent un qu'en réponse à « Quel est votre département ? »,\n"
        "# ou écrits « dans le Cher », « à Tours », avec leur majuscule. En minuscules, sans accents.\nmots_courants:"
    )
    lignes += [f"- {_cite(str(mot))}" for mot in sorted(mots if isinstance(mots, list) else [])]
    return "\n".join(lignes) + "\n"


def _fiche(entree: Mapping[str, object], region: object, surnoms: Mapping[str, list[str]]) -> Iterable[str]:
    code = str(entree["code"])
    yield f"- code: {_cite(code)}"
    yield f"  nom: {_cite(str(entree['nom']))}"
    if region is not None and entree["zone"] != "com":
        yield f"  region: {_cite(str(region))}"
    if code in surnoms:
        yield f"  surnoms: [{', '.join(map(_cite, surnoms[code]))}]"


def _cite(texte: str) -> str:
    return json.dumps(texte, ensure_ascii=False)


def main() -> int:
    """Write the file and say what it holds."""
    arguments = argparse.ArgumentParser(description="Refaire knowledge/territoires/territoires.yaml")
    arguments.add_argument("paquet", type=Path, help="fichier .tgz obtenu par « npm pack », ou dossier déplié")
    arguments.add_argument("--sortie", type=Path, default=SORTIE, help="fichier à écrire")
    aujourd_hui = datetime.now(ZoneInfo("Europe/Paris")).date()
    arguments.add_argument("--le", type=date.fromisoformat, default=aujourd_hui, help="jour du relevé (AAAA-MM-JJ)")
    choix = arguments.parse_args()
    paquet = lire_paquet(choix.paquet)
    present: dict[str, object] = {}
    if choix.sortie.exists():
        present = yaml.load(choix.sortie.read_text("utf-8"), Loader=yaml.BaseLoader) or {}
    texte = composer(paquet, present, choix.le)
    choix.sortie.write_text(texte, "utf-8")
    villes = sum(len(noms) for noms in grandes_villes(paquet).values())
    sys.stdout.write(f"{choix.sortie} : {villes} villes, {len(texte.encode()) // 1024} Ko, version {paquet.version}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
