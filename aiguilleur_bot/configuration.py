"""Read `aiguilleur.yaml`: the settings, or every error in French with its file and line."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_settings import SettingsError

from aiguilleur_bot.knowledge.problems import explain
from aiguilleur_bot.knowledge.yaml_files import Document, read_yaml
from aiguilleur_bot.settings import NESTING, PREFIX, Modele, Settings, paths_made_absolute, unknown_variables

DEFAULT = Path("aiguilleur.yaml")
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "base": "sqlite:///fichier.db ou postgresql://…",
        "serveur": "une adresse qui commence par https://",
        "compte": "un compte écrit @nom:domaine",
    }
)
_ADVICE = f"Chaque réglage est expliqué dans docs/exploiter.md ; les variables commencent par {PREFIX}."


class ConfigurationError(Exception):
    """The settings cannot be used: `errors`, one line each, and `advice` on what to do ("": they say it)."""

    def __init__(self, *errors: str, advice: str = "") -> None:
        self.errors, self.advice = errors, advice
        self.lines = (*errors, advice) if advice else errors
        super().__init__("\n".join(self.lines))


def read_settings(path: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of `path`, completed and overridden by `AIGUILLEUR_*` variables.

    Raises ConfigurationError with every error found, in one run.
    """
    variables = os.environ if environ is None else environ
    if unknown := unknown_variables(variables):
        raise ConfigurationError(
            *(f"{name} : cette variable n'existe pas (voir docs/exploiter.md)" for name in unknown)
        )
    document = _read(path)
    try:
        donnees = paths_made_absolute(document.data, path.parent.resolve()) | _key_file(variables)
        return Settings(**donnees)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigurationError(*_lines(path, document, error), advice=_ADVICE) from None
    except SettingsError as error:
        raise ConfigurationError(
            f"Une variable {PREFIX}… ne peut pas être lue ({error}).",
            advice="""Une liste s'y écrit en JSON, par exemple : ["@*:mon-domaine.fr"] (voir docs/exploiter.md)""",
        ) from None
    except ValueError as error:
        raise ConfigurationError(f"{path} : {error}") from None


def key_file(path: Path, environ: Mapping[str, str] | None = None) -> Path:
    """The file that holds the key of the pseudonyms. Raises ConfigurationError when a variable gives the key itself."""
    variables = os.environ if environ is None else environ
    read_settings(path, variables)
    donnees = paths_made_absolute(_read(path).data, path.parent.resolve()) | _key_file(variables)
    named = donnees.get("cle")
    if f"{PREFIX}CLE" in {name.upper() for name in variables} or not isinstance(named, Mapping):
        raise ConfigurationError(
            f"{PREFIX}CLE donne la clé : elle ne peut pas être renouvelée ici.",
            advice="Mettez la clé dans un fichier : cle: {fichier: secrets/cle}",
        )
    return Path(str(named["fichier"]))


def read_modele(path: Path | None) -> Modele | None:
    """The language model set in `path`; None without a path. Raises ConfigurationError when that file sets none."""
    if path is None:
        return None
    modele = read_settings(path).modele
    if modele is None:
        raise ConfigurationError(
            f"{path} : aucun modèle de langue n'y est réglé (« modele: », voir docs/exploiter.md)."
        )
    return modele


def _key_file(variables: Mapping[str, str]) -> dict[str, object]:
    """`AIGUILLEUR_CLE__FICHIER`: pydantic-settings looks for parts of a variable in models only; `cle` is none."""
    named = {name.upper(): value for name, value in variables.items()}
    fichier = named.get(f"{PREFIX}CLE{NESTING}FICHIER")
    return {"cle": {"fichier": fichier}} if fichier else {}


def _read(path: Path) -> Document:
    if not path.exists():
        raise ConfigurationError(
            f"{path} n'existe pas.",
            advice="Pour l'écrire : aiguilleur initialiser   Pour essayer sans rien régler : aiguilleur demo",
        )
    document, problems = read_yaml(path, path.parent, path.name)
    if problems or document is None:
        raise ConfigurationError(*(str(problem) for problem in problems))
    return document


def _lines(path: Path, document: Document, error: ValidationError) -> list[str]:
    lines = []
    for detail in error.errors():
        where = tuple(detail["loc"])
        champ = ".".join(str(part) for part in where)
        if detail["type"] == "value_error":
            message = _without_password(str(detail["ctx"]["error"]))
        else:
            found, allowed = explain(detail, Settings)
            found = _without_password(found, detail["input"])
            message = f"{found} ; attendu : {_expected(detail['type'], str(where[-1]), allowed)}"
        lines.append(f"{path}:{document.line(where)} : {champ} : {message}")
    return lines


def _expected(kind: str, key: str, otherwise: str) -> str:
    """What is allowed, where knowing the setting says it better than its type."""
    if kind == "missing":
        return "ce réglage est obligatoire"
    return _FORMS.get(key, otherwise) if kind == "string_pattern_mismatch" else otherwise


def _without_password(text: str, value: object = "") -> str:
    """What to say of an address without the account and the password it may hold."""
    if isinstance(value, str) and "@" in value.partition("://")[2]:
        return f"« {value.partition('://')[0]}://… » trouvé"
    return re.sub(r"://[^\s»]*@", "://…@", text)
