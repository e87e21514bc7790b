"""Why a file cannot be read, in the words of somebody who does not know YAML."""

from __future__ import annotations

import errno

import yaml

from aiguilleur_bot.knowledge.problems import Problem

_FAILURES = {
    errno.ENOENT: "un fichier qui n'existe pas, ou un lien qui ne mène nulle part",
    errno.EACCES: "un fichier que le robot n'a pas le droit de lire",
    errno.ELOOP: "un lien qui tourne en rond",
}


def in_french(error: OSError) -> str:
    """Why the system refuses a file, in French where it is common."""
    return _FAILURES.get(error.errno or 0, f"un fichier illisible ({error.strerror or type(error).__name__})")


# What libyaml and PyYAML say most often, in the words of somebody who does not know YAML.
_SYNTAX = (
    ("cannot start any token", "un caractère qui ne peut pas commencer une valeur (tabulation, @, %, `…)", None),
    ("mapping values are not allowed", "un deux-points dans un texte sans guillemets, ou une ligne mal alignée", None),
    ("could not find expected ':'", "une ligne sans « : »", "« champ: valeur », bien aligné"),
    ("did not find expected key", "une ligne mal alignée, ou un texte à mettre entre guillemets", None),
    ("expected <block end>", "une ligne mal alignée, ou un texte à mettre entre guillemets", None),
    ("did not find expected '-' indicator", "une ligne mal alignée dans une liste", None),
    ("found unexpected end of stream", "un guillemet ouvert et jamais fermé", "un guillemet à chaque bout"),
    ("did not find expected ',' or", "une liste [ … ] mal fermée", "des virgules, et « ] » à la fin"),
    ("unknown escape character", "une barre « \\ » entre guillemets doubles", "des guillemets simples '…'"),
    ("undefined tag handle", "un « ! » en début de valeur", "du texte ; mettez-le entre guillemets"),
    ("undefined alias", "un renvoi (« * » en début de valeur)", "du texte ; mettez-le entre guillemets"),
    (
        "alphabetic or numeric character",
        "un « & », un « * » ou un « ! » en début de valeur",
        "du texte entre guillemets",
    ),
)
_ALIGNED = "des espaces pour aligner, des guillemets autour d'un texte qui contient « : » ou « # »"


# For these the reader stops further down, but the mistake is where it began to read.
_REPORTED_LATE = ("could not find expected ':'", "found unexpected end of stream", "did not find expected ',' or")


def syntax_problem(error: yaml.YAMLError, name: str) -> Problem:
    """What the YAML reader stumbled on, and on which line."""
    complaint = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if any(beginning in complaint for beginning in _REPORTED_LATE):
        marks.reverse()
    line = next((int(mark.line) + 1 for mark in marks if mark is not None), 1)
    for english, found, allowed in _SYNTAX:
        if english in complaint:
            return Problem(name, line, "", found, allowed or _ALIGNED)
    return Problem(name, line, "", f"du YAML illisible ({complaint or type(error).__name__})", _ALIGNED)
