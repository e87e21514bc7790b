"""Read one YAML file as plain strings, lists and mappings, with the line of everything; refuse what surprises.

Only a small part of YAML is read: one document, strings, lists, mappings. Anchors, aliases, tags and
duplicate keys are refused (a "bomb" is a few anchors), so are files that are huge, deep, or not UTF-8.
Nothing here raises for what a file holds: what is wrong comes back as `Problem`s.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from aiguilleur_bot.knowledge.problems import Problem
from aiguilleur_bot.knowledge.yaml_errors import en_francais, erreur_de_syntaxe

Plain = str | list["Plain"] | dict[str, "Plain"]
Chemin = tuple[str | int, ...]

TAILLE_MAX = 1_000_000
"""Bytes. The largest shipped file is about 40 kB."""
PROFONDEUR_MAX = 12
"""Levels of nesting. The schema needs four."""

# C's reader and the pure Python one raise the same errors and give the same marks; the first is ten times faster.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Control characters, and those that make a text read otherwise than it is written (bidirectional overrides).
_INTERDITS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TABULATION = re.compile(r"^ *\t[ \t]*(?=[^\s])", re.MULTILINE)
_MARQUES = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds. `lignes` maps a path such as ("couts", 0, "type") to its line, counted from 1."""

    donnees: Mapping[str, Plain]
    lignes: Mapping[Chemin, int]

    def line(self, chemin: Chemin) -> int:
        """The line of a path, or of its nearest known parent."""
        while chemin and chemin not in self.lignes:
            chemin = chemin[:-1]
        return self.lignes.get(chemin, 1)


def lire(fichier: Path, racine: Path, nom: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read `file`, which must really be inside `racine`. `nom` is how to call it in messages."""
    try:
        octets = _octets(fichier, racine)
    except OSError as erreur:
        return None, (Problem(nom, 1, "", en_francais(erreur), "un fichier lisible par le robot"),)
    if isinstance(octets, bytes):
        return composer(octets, nom)
    found, allowed = octets
    return None, (Problem(nom, 1, "", found, allowed),)


def _octets(fichier: Path, racine: Path) -> bytes | tuple[str, str]:
    # os.path.realpath, since Path.resolve raises RuntimeError on a loop of links before Python 3.13.
    if not Path(os.path.realpath(fichier)).is_relative_to(os.path.realpath(racine)):
        return "un lien qui sort du dossier", "un fichier du dossier lui-même"
    # Without O_NONBLOCK, opening a named pipe would wait for ever.
    descripteur = os.open(fichier, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descripteur, "rb") as ouvert:
        if not stat.S_ISREG(os.fstat(descripteur).st_mode):
            return "autre chose qu'un fichier", "un fichier de texte"
        octets = ouvert.read(TAILLE_MAX + 1)
    if len(octets) > TAILLE_MAX:
        return "un fichier de plus de 1 Mo", "un fichier de 1 Mo au plus : une fiche par fichier"
    return octets


def composer(octets: bytes, nom: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Turn the bytes of a file into a `Document`, or say what is wrong. Never raises."""
    texte = _texte(octets, nom)
    if isinstance(texte, Problem):
        return None, (texte,)
    lecture = _Lecture(nom)
    try:
        racine = lecture.document(_evenements(texte))
    except _Refus as refus:
        return None, (*lecture.problems, refus.problem(nom))
    except yaml.YAMLError as erreur:
        return None, (*lecture.problems, erreur_de_syntaxe(erreur, nom))
    if not isinstance(racine, dict):
        found = "un fichier vide" if racine in ("", None) else "une liste ou un texte seul"
        return None, (Problem(nom, 1, "", found, "des lignes « champ: valeur »"),)
    # A file with a key written twice says two things: which one was meant is not ours to choose.
    return (None if lecture.problems else Document(racine, lecture.lignes)), tuple(lecture.problems)


def _texte(octets: bytes, nom: str) -> str | Problem:
    for marque, codage in _MARQUES:
        if octets.startswith(marque):
            return Problem(nom, 1, "", f"un fichier enregistré en {codage}", "un fichier enregistré en UTF-8")
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        found = f"un octet qui n'est pas de l'UTF-8 (0x{octets[erreur.start]:02X})"
        return Problem(nom, ligne, "", found, "un fichier enregistré en UTF-8")
    interdit = _INTERDITS.search(texte)
    if interdit:
        ligne = texte.count("\n", 0, interdit.start()) + 1
        return Problem(nom, ligne, "", *_invisible(interdit.group()))
    tabulation = _TABULATION.search(texte)
    if tabulation:
        ligne = texte.count("\n", 0, tabulation.start()) + 1
        return Problem(nom, ligne, "", "une tabulation en début de ligne", "des espaces")
    # Accents typed on some systems come as two characters; they must compare equal to the others.
    return unicodedata.normalize("NFC", texte)


def _invisible(signe: str) -> tuple[str, str]:
    return f"un caractère invisible (U+{ord(signe):04X})", "du texte ; effacez ce caractère"


def _evenements(texte: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(texte, Loader=_Loader)


class _Refus(Exception):
    """What stops the reading of a file."""

    def __init__(self, ligne: int, champ: str, found: str, allowed: str) -> None:
        super().__init__(found)
        self.line, self.field, self.found, self.allowed = ligne, champ, found, allowed

    def problem(self, nom: str) -> Problem:
        return Problem(nom, self.line, self.field, self.found, self.allowed)


class _Lecture:
    """Builds plain data out of the events of one file, one event at a time: nothing is ever expanded."""

    def __init__(self, nom: str) -> None:
        self.nom = nom
        self.lignes: dict[Chemin, int] = {}
        self.problems: list[Problem] = []

    def document(self, evenements: Iterator[yaml.Event]) -> Plain | None:
        racine: Plain | None = None
        documents = 0
        for evenement in evenements:
            if isinstance(evenement, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refus(_ligne(evenement), "", "un second document (« --- »)", "un seul par fichier")
            elif isinstance(evenement, yaml.NodeEvent):
                racine = self._noeud(evenement, evenements, ())
        return racine

    def _noeud(self, evenement: yaml.Event, suite: Iterator[yaml.Event], chemin: Chemin) -> Plain:
        ligne = _ligne(evenement)
        self.lignes.setdefault(chemin, ligne)
        _refuser_les_ruses(evenement, ligne, champ_de(chemin))
        if len(chemin) > PROFONDEUR_MAX:
            raise _Refus(ligne, champ_de(chemin[:3]), f"plus de {PROFONDEUR_MAX} niveaux imbriqués", "moins de niveaux")
        if isinstance(evenement, yaml.ScalarEvent):
            return self._texte(evenement, ligne, chemin)
        if isinstance(evenement, yaml.SequenceStartEvent):
            return self._liste(suite, chemin)
        return self._table(suite, chemin)

    def _texte(self, evenement: yaml.ScalarEvent, ligne: int, chemin: Chemin) -> str:
        texte = str(evenement.value)
        # Elsewhere in YAML these say "nothing"; here they would be shown to people as words.
        if evenement.implicit[0] and texte in ("~", "null", "Null", "NULL"):
            allowed = "un texte ; enlevez la ligne, ou écrivez « inconnu »"
            self.problems.append(Problem(self.nom, ligne, champ_de(chemin), f"« {texte} » trouvé", allowed))
        interdit = _INTERDITS.search(texte)  # written as an escape: "\\0"
        if interdit:
            raise _Refus(ligne, champ_de(chemin), *_invisible(interdit.group()))
        return texte

    def _liste(self, suite: Iterator[yaml.Event], chemin: Chemin) -> list[Plain]:
        elements: list[Plain] = []
        for evenement in suite:
            if isinstance(evenement, yaml.SequenceEndEvent):
                break
            elements.append(self._noeud(evenement, suite, (*chemin, len(elements))))
        return elements

    def _table(self, suite: Iterator[yaml.Event], chemin: Chemin) -> dict[str, Plain]:
        table: dict[str, Plain] = {}
        for evenement in suite:
            if isinstance(evenement, yaml.MappingEndEvent):
                break
            ligne = _ligne(evenement)
            if not isinstance(evenement, yaml.ScalarEvent):
                raise _Refus(ligne, champ_de(chemin), "une liste ou une table à la place d'un nom de champ", "un mot")
            _refuser_les_ruses(evenement, ligne, champ_de(chemin))
            cle = str(evenement.value)
            if cle in table:
                premiere = self.lignes[(*chemin, cle)]
                found = f"ce champ écrit une seconde fois (déjà ligne {premiere})"
                self.problems.append(Problem(self.nom, ligne, champ_de((*chemin, cle)), found, "une seule fois"))
            else:
                self.lignes[(*chemin, cle)] = ligne
            table[cle] = self._noeud(next(suite), suite, (*chemin, cle))
        return table


def champ_de(chemin: Chemin) -> str:
    """A path as people write it: ("couts", 0, "type") is « couts[1].type » (counted from 1)."""
    texte = ""
    for partie in chemin:
        texte += f"[{partie + 1}]" if isinstance(partie, int) else f".{partie}" if texte else partie
    return texte


def _ligne(evenement: yaml.Event) -> int:
    return int(evenement.start_mark.line) + 1 if evenement.start_mark is not None else 1


def _refuser_les_ruses(evenement: yaml.Event, ligne: int, champ: str) -> None:
    ancre, etiquette = getattr(evenement, "anchor", None), getattr(evenement, "tag", None)
    if isinstance(evenement, yaml.AliasEvent):
        raise _Refus(ligne, champ, f"un renvoi « *{ancre} »", "le texte lui-même, recopié")
    if ancre is not None:
        raise _Refus(ligne, champ, f"une ancre « &{ancre} »", "du texte ; mettez-le entre guillemets")
    if etiquette is not None:
        raise _Refus(ligne, champ, f"une étiquette « {etiquette} »", "du texte ; mettez-le entre guillemets")
