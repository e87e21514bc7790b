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

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "knowledge" / "territoires" / "territoires.yaml"
POPULATION_MIN = 9000
"""Below it, people are asked for their département: the file must stay small and homonyms rare."""

HEADER = """\
# Régions, départements et grandes villes, pour comprendre « 59 », « Lille » ou « les Hauts ».
# Fichier écrit par scripts/territoires.py. À la main, on ne touche qu'à `surnoms` et à `mots_courants`,
# que le script garde. Explications : README.md, à côté.
"""


@dataclass(frozen=True, slots=True)
class Package:
    """The three tables we read, and the version of the package they come from."""

    version: str
    regions: list[dict[str, object]]
    departements: list[dict[str, object]]
    communes: list[dict[str, object]]


def read_package(path: Path) -> Package:
    """Read the packed file (.tgz) or the unpacked folder. Raises SystemExit with a French sentence when it cannot."""
    if not path.exists():
        raise SystemExit(f"{path} : introuvable. Donnez le fichier obtenu par « npm pack », ou son dossier.")
    try:
        texts = _texts_of_archive(path) if path.is_file() else _texts_of_folder(path)
        return Package(
            version=str(json.loads(texts["package.json"])["version"]),
            regions=json.loads(texts["data/regions.json"]),
            departements=json.loads(texts["data/departements.json"]),
            communes=json.loads(texts["data/communes.json"]),
        )
    except (KeyError, tarfile.TarError, json.JSONDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise SystemExit(f"{path} : ce n'est pas le paquet attendu ({reason}).") from error


_FILES = ("package.json", "data/regions.json", "data/departements.json", "data/communes.json")


def _texts_of_archive(archive: Path) -> dict[str, str]:
    texts = {}
    with tarfile.open(archive) as opened:
        for name in _FILES:
            member = opened.extractfile(f"package/{name}")
            if member is not None:
                texts[name] = member.read().decode("utf-8")
    return texts


def _texts_of_folder(folder: Path) -> dict[str, str]:
    base = folder / "package" if (folder / "package").is_dir() else folder
    return {name: (base / name).read_text("utf-8") for name in _FILES if (base / name).is_file()}


def larger_towns(package: Package) -> dict[str, list[str]]:
    """Towns by code of département: POPULATION_MIN inhabitants or more, and every chef-lieu; sorted by name."""
    chefs_lieux = {d["chefLieu"] for d in package.departements}
    towns: dict[str, set[str]] = {}
    for commune in package.communes:
        if commune["type"] != "commune-actuelle":  # communes déléguées and arrondissements repeat their town
            continue
        population = commune.get("population")
        large = isinstance(population, int) and population >= POPULATION_MIN
        if large or commune["code"] in chefs_lieux:
            towns.setdefault(_departement(commune), set()).add(str(commune["nom"]))
    return {code: sorted(names) for code, names in sorted(towns.items())}


def _departement(commune: Mapping[str, object]) -> str:
    # Overseas collectivities have no département: the first three digits name them ("98818" -> "988").
    return str(commune.get("departement") or str(commune["code"])[:3])


def kept_surnoms(present: Mapping[str, object], table: str) -> dict[str, list[str]]:
    """The hand-written `surnoms` of one table of the present file, by code."""
    lines = present.get(table, [])
    kept: dict[str, list[str]] = {}
    for line in lines if isinstance(lines, list) else []:
        if line.get("surnoms"):
            kept[str(line["code"])] = [str(word) for word in line["surnoms"]]
    return kept


def compose(package: Package, present: Mapping[str, object], day: date) -> str:
    """The whole text of the file."""
    surnoms_regions, surnoms_departements = kept_surnoms(present, "regions"), kept_surnoms(present, "departements")
    lines = [
        HEADER,
        "origine:",
        '  paquet: "@etalab/decoupage-administratif"',
        f"  version: {_quoted(package.version)}",
        "  licence: Licence Ouverte (données) ; Code officiel géographique et populations légales de l'INSEE",
        f"  population_min: {_quoted(str(POPULATION_MIN))}",
        f"  releve_le: {day.isoformat()}",
        "\nregions:",
    ]
    regions = [region for region in package.regions if region["zone"] != "com"]
    for region in regions:
        lines += _place(region, None, surnoms_regions)
    lines.append("\n# Sans `region` : collectivité d'outre-mer, à qui répondent les réseaux nationaux.\ndepartements:")
    for departement in package.departements:
        lines += _place(departement, departement.get("region"), surnoms_departements)
    lines.append("\n# Par département. Un même nom peut revenir ailleurs : toutes les lignes comptent.\ncommunes:")
    for code, names in larger_towns(package).items():
        lines.append(f"  {_quoted(code)}: [{', '.join(map(_quoted, names))}]")
    words = present.get("mots_courants", [])
    lines.append(
        "\n# Noms de lieux qui sont aussi des mots de tous les jours (« trop cher », « la réunion de lundi ») :\n"
        "# seuls, ils ne disent pas un lieu ; ils n'en disent un qu'en réponse à « Quel est votre département ? »,\n"
        "# ou écrits « dans le Cher », « à Tours », avec leur majuscule. En minuscules, sans accents.\nmots_courants:"
    )
    lines += [f"- {_quoted(str(word))}" for word in sorted(words if isinstance(words, list) else [])]
    return "\n".join(lines) + "\n"


def _place(entry: Mapping[str, object], region: object, surnoms: Mapping[str, list[str]]) -> Iterable[str]:
    code = str(entry["code"])
    yield f"- code: {_quoted(code)}"
    yield f"  nom: {_quoted(str(entry['nom']))}"
    if region is not None and entry["zone"] != "com":
        yield f"  region: {_quoted(str(region))}"
    if code in surnoms:
        yield f"  surnoms: [{', '.join(map(_quoted, surnoms[code]))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main() -> int:
    """Write the file and say what it holds."""
    parser = argparse.ArgumentParser(description="Refaire knowledge/territoires/territoires.yaml")
    parser.add_argument("paquet", type=Path, help="fichier .tgz obtenu par « npm pack », ou dossier déplié")
    parser.add_argument("--sortie", type=Path, default=OUTPUT, help="fichier à écrire")
    today = datetime.now(ZoneInfo("Europe/Paris")).date()
    parser.add_argument("--le", type=date.fromisoformat, default=today, help="jour du relevé (AAAA-MM-JJ)")
    arguments = parser.parse_args()
    package = read_package(arguments.paquet)
    present: dict[str, object] = {}
    if arguments.sortie.exists():
        present = yaml.load(arguments.sortie.read_text("utf-8"), Loader=yaml.BaseLoader) or {}
    text = compose(package, present, arguments.le)
    arguments.sortie.write_text(text, "utf-8")
    towns = sum(len(names) for names in larger_towns(package).values())
    sys.stdout.write(
        f"{arguments.sortie} : {towns} villes, {len(text.encode()) // 1024} Ko, version {package.version}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
