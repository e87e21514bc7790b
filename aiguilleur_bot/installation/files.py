"""What `initialiser` leaves on the disk: the settings with their comments, and the secrets, for their owner only."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from aiguilleur_bot.configuration import ConfigurationError, read_settings
from aiguilleur_bot.settings import NomDePlateforme
from aiguilleur_bot.vocabulary import Territoire

SETTINGS = "aiguilleur.yaml"
SESSION = "matrix-session.json"
KEY = Path("secrets/cle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Everything asked, checked. Empty strings and None are answers: no such room, no region.

    `section` is what stands under `plateformes:`, with its comments.
    """

    plateforme: NomDePlateforme
    section: str
    entraide: str
    ecoute: str
    aiguilleurs: str
    coordination: str
    region: Territoire | None

    @property
    def rooms(self) -> tuple[tuple[str, str], ...]:
        """Each room and its role."""
        rooms = ((self.entraide, "entraide"), (self.aiguilleurs, "aiguilleurs"), (self.coordination, "coordination"))
        return tuple((name, role) for name, role in rooms if name)


def settings_text(answers: Answers) -> str:
    """The file `aiguilleur.yaml`, for people to read and change."""
    account = "@prenom:domaine" if answers.plateforme == "matrix" else "@prenom"
    salons = "\n".join(_salon(answers, name, role) for name, role in answers.rooms)
    return f"""\
# Réglages d'Aiguilleur, écrits par « aiguilleur initialiser ». Chacun est expliqué dans docs/exploiter.md.
# Après une modification : aiguilleur diagnostiquer, puis relancer le robot.

# La mémoire du robot : un seul fichier, à sauvegarder.
base: sqlite:///aiguilleur.db
# La clé des pseudonymes, à sauvegarder aussi : sans elle, le robot ne reconnaît plus personne.
cle: {{fichier: {KEY}}}

plateformes:
{answers.section}
# role : entraide, aiguilleurs ou coordination. region : code INSEE ; dit qui appeler.
# ecoute : mention (répond quand on l'appelle), invite (propose d'abord, par une réaction) ou silence.
salons:
{salons}

# Qui prend les demandes, avec son accord. Par exemple :
#   - {{compte: {{{answers.plateforme}: {quoted(account)}}}, regions: ["32"], actions: [gerer, animer]}}
aiguilleurs: []

# Les pages et les contrôles de santé, sur cette machine.
web: {{adresse: 127.0.0.1, port: 8080}}
"""


def _salon(answers: Answers, name: str, role: str) -> str:
    lines = [f"  - plateforme: {answers.plateforme}", f"    salon: {quoted(name)}", f"    role: {role}"]
    if answers.region is not None and answers.region.region is not None and role != "coordination":
        lines.append(f"    region: {quoted(answers.region.region)}  # {answers.region.nom}")
    if role == "entraide":
        lines.append(f"    ecoute: {answers.ecoute}")
    return "\n".join(lines)


def quoted(value: str) -> str:
    """A string as YAML: a JSON string is a YAML string."""
    return json.dumps(value, ensure_ascii=False)


def check_folder(folder: Path, *, replace: bool) -> None:
    """Raises ConfigurationError when the settings cannot, or must not, be written there."""
    settings = folder / SETTINGS
    if settings.exists() and not replace:
        raise ConfigurationError(
            f"{settings} existe déjà : rien n'a été changé.",
            advice="Pour le vérifier : aiguilleur diagnostiquer   Pour recommencer : ajoutez --remplacer",
        )
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise ConfigurationError(f"{existing} : impossible d'y écrire ; choisissez un autre dossier (--dossier)")


def write(folder: Path, answers: Answers, token: tuple[Path, str]) -> Path | None:
    """Write secrets, then settings, each in one move. Returns where replaced settings were kept, if any.

    `token` is a file of the folder, and what it holds.
    The key of an earlier installation is kept: with another one, nobody would be recognised.
    Raises ConfigurationError when the settings would not be accepted, or the disk refuses.
    """
    try:
        _private_folder(folder / KEY.parent)
        if not (folder / KEY).exists():
            _write(folder / KEY, secrets.token_hex(32) + "\n", 0o600)
        _write(folder / token[0], token[1] + "\n", 0o600)
        return _write_settings(folder, settings_text(answers))
    except OSError as error:
        raise ConfigurationError(f"{error.filename or folder} : {error.strerror or 'écriture impossible'}") from error


def _write_settings(folder: Path, text: str) -> Path | None:
    settings = folder / SETTINGS
    draft = _draft(settings, text, 0o640)
    try:
        read_settings(draft)
        kept = settings.with_name(f"{SETTINGS}.ancien") if settings.exists() else None
        if kept is not None:
            shutil.copy2(settings, kept)
        draft.replace(settings)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _private_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def _write(file: Path, text: str, mode: int) -> None:
    _draft(file, text, mode).replace(file)


def _draft(file: Path, text: str, mode: int) -> Path:
    """The text on the disk, next to where it goes, with its rights from the first byte."""
    draft = file.with_name(f".{os.getpid()}.{file.name}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return draft
