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
from aiguilleur_bot.knowledge.yaml_errors import in_french, syntax_problem

Plain = str | list["Plain"] | dict[str, "Plain"]
FieldPath = tuple[str | int, ...]

MAX_SIZE = 1_000_000
"""Bytes. The largest shipped file is about 40 kB."""
MAX_DEPTH = 12
"""Levels of nesting. The schema needs four."""

# C's reader and the pure Python one raise the same errors and give the same marks; the first is ten times faster.
_YAML_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Control characters, and those that make a text read otherwise than it is written (bidirectional overrides).
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TAB = re.compile(r"^ *\t[ \t]*(?=[^\s])", re.MULTILINE)
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds. `lines` maps a path such as ("couts", 0, "type") to its line, counted from 1."""

    data: Mapping[str, Plain]
    lines: Mapping[FieldPath, int]

    def line(self, path: FieldPath) -> int:
        """The line of a path, or of its nearest known parent."""
        return line_of(self.lines, path)


def line_of(lines: Mapping[FieldPath, int], path: FieldPath) -> int:
    """The line of a path, or of its nearest known parent."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def read_yaml(file: Path, root: Path, name: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read `file`, which must really be inside `root`. `name` is how to call it in messages. Never raises."""
    content, problems = read_content(file, Inside(root), name)
    return parse_yaml(content, name) if content is not None else (None, problems)


class Inside:
    """A folder, and whether a file really is in it, links followed. Each folder on the way is looked at once."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.realpath(root)
        self._parents: dict[Path, bool] = {}

    def holds(self, file: Path) -> bool:
        """Whether that file is in the folder. A loop of links is; reading it then fails."""
        if file.is_symlink():
            return self._within(file)
        parent = file.parent
        if parent not in self._parents:
            self._parents[parent] = self._within(parent)
        return self._parents[parent]

    def _within(self, path: Path) -> bool:
        # os.path.realpath, since Path.resolve raises RuntimeError on a loop of links before Python 3.13.
        return Path(os.path.realpath(path)).is_relative_to(self._root)


def read_content(file: Path, inside: Inside, name: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The bytes of `file`, which must be a regular file, not too large, really inside a folder. Never raises."""
    try:
        return _content(file, inside), ()
    except OSError as error:
        return None, (Problem(name, 1, "", in_french(error), "un fichier lisible par le robot"),)
    except _Refused as refused:
        return None, (refused.problem(name),)


def _content(file: Path, inside: Inside) -> bytes:
    if not inside.holds(file):
        raise _Refused(1, "", "un lien qui sort du dossier", "un fichier du dossier lui-même")
    # Without O_NONBLOCK, opening a named pipe would wait for ever.
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _Refused(1, "", "autre chose qu'un fichier", "un fichier de texte")
        content = opened.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise _Refused(1, "", "un fichier de plus de 1 Mo", "un fichier de 1 Mo au plus : une fiche par fichier")
    return content


def parse_yaml(content: bytes, name: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Turn the bytes of a file into a `Document`, or say what is wrong. Never raises."""
    reader = _Reader(name)
    try:
        root = reader.document(yaml.parse(_decoded(content), Loader=_YAML_LOADER))
    except _Refused as refused:
        return None, (*reader.problems, refused.problem(name))
    except yaml.YAMLError as error:
        return None, (*reader.problems, syntax_problem(error, name))
    if not isinstance(root, dict):
        found = "un fichier vide" if root in ("", None) else "une liste ou un texte seul"
        return None, (Problem(name, 1, "", found, "des lignes « champ: valeur »"),)
    # A file with a key written twice says two things: which one was meant is not ours to choose.
    return (None if reader.problems else Document(root, reader.lines)), tuple(reader.problems)


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            raise _Refused(1, "", f"un fichier enregistré en {encoding}", "un fichier enregistré en UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"un octet qui n'est pas de l'UTF-8 (0x{content[error.start]:02X})"
        raise _Refused(line, "", found, "un fichier enregistré en UTF-8") from None
    if forbidden := _FORBIDDEN.search(text):
        raise _Refused(_line_at(text, forbidden.start()), "", *_invisible_character(forbidden.group()))
    if tab := _TAB.search(text):
        raise _Refused(_line_at(text, tab.start()), "", "une tabulation en début de ligne", "des espaces")
    # Accents typed on some systems come as two characters; they must compare equal to the others.
    return unicodedata.normalize("NFC", text)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _invisible_character(character: str) -> tuple[str, str]:
    return f"un caractère invisible (U+{ord(character):04X})", "du texte ; effacez ce caractère"


class _Refused(Exception):
    """What stops the reading of a file."""

    def __init__(self, line: int, field: str, found: str, allowed: str) -> None:
        super().__init__(found)
        self.line, self.field, self.found, self.allowed = line, field, found, allowed

    def problem(self, name: str) -> Problem:
        return Problem(name, self.line, self.field, self.found, self.allowed)


class _Reader:
    """Builds plain data out of the events of one file, one event at a time: nothing is ever expanded."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[FieldPath, int] = {}
        self.problems: list[Problem] = []

    def document(self, events: Iterator[yaml.Event]) -> Plain | None:
        root: Plain | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(_line(event), "", "un second document (« --- »)", "un seul par fichier")
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, ())
        return root

    def _node(self, event: yaml.Event, following: Iterator[yaml.Event], path: FieldPath) -> Plain:
        line = _line(event)
        self.lines.setdefault(path, line)
        _refuse_tricks(event, line, path)
        if len(path) > MAX_DEPTH:
            raise _Refused(line, field_name(path[:3]), f"plus de {MAX_DEPTH} niveaux imbriqués", "moins de niveaux")
        if isinstance(event, yaml.ScalarEvent):
            return self._text(event, line, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(following, path)
        return self._mapping(following, path)

    def _text(self, event: yaml.ScalarEvent, line: int, path: FieldPath) -> str:
        text = str(event.value)
        # Elsewhere in YAML these say "nothing"; here they would be shown to people as words.
        if event.implicit[0] and text in ("~", "null", "Null", "NULL"):
            allowed = "un texte ; enlevez la ligne, ou écrivez « inconnu »"
            self.problems.append(Problem(self.name, line, field_name(path), f"« {text} » trouvé", allowed))
        forbidden = _FORBIDDEN.search(text)  # written as an escape: "\\0"
        if forbidden:
            raise _Refused(line, field_name(path), *_invisible_character(forbidden.group()))
        return text

    def _sequence(self, following: Iterator[yaml.Event], path: FieldPath) -> list[Plain]:
        elements: list[Plain] = []
        for event in following:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            elements.append(self._node(event, following, (*path, len(elements))))
        return elements

    def _mapping(self, following: Iterator[yaml.Event], path: FieldPath) -> dict[str, Plain]:
        mapping: dict[str, Plain] = {}
        for event in following:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(line, field_name(path), "une liste ou une table à la place d'un nom de champ", "un mot")
            _refuse_tricks(event, line, path)
            key = str(event.value)
            if key in mapping:
                first = self.lines[(*path, key)]
                found = f"ce champ écrit une seconde fois (déjà ligne {first})"
                self.problems.append(Problem(self.name, line, field_name((*path, key)), found, "une seule fois"))
            else:
                self.lines[(*path, key)] = line
            mapping[key] = self._node(next(following), following, (*path, key))
        return mapping


def field_name(path: FieldPath) -> str:
    """A path as people write it: ("couts", 0, "type") is « couts[1].type » (counted from 1)."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark is not None else 1


def _refuse_tricks(event: yaml.Event, line: int, path: FieldPath) -> None:
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        raise _Refused(line, field_name(path), f"un renvoi « *{anchor} »", "le texte lui-même, recopié")
    if anchor is not None:
        raise _Refused(line, field_name(path), f"une ancre « &{anchor} »", "du texte ; mettez-le entre guillemets")
    if tag is not None:
        raise _Refused(line, field_name(path), f"une étiquette « {tag} »", "du texte ; mettez-le entre guillemets")
