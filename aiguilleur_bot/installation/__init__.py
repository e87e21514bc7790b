"""`aiguilleur initialiser`: a few questions, one login, three rooms, and a file ready to run."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path

import click

from aiguilleur_bot.installation.connection import MemorySessions, ask_account, ask_server
from aiguilleur_bot.installation.files import SESSION, SETTINGS, Answers, check_folder, settings_text, write
from aiguilleur_bot.installation.lien import Lien
from aiguilleur_bot.installation.lien_matrix import LienMatrix
from aiguilleur_bot.installation.lien_rocketchat import ask_token
from aiguilleur_bot.installation.questions import ask, listening, optional, say
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.platforms.base import PlatformError
from aiguilleur_bot.platforms.matrix.login import FileSessions, SessionStore
from aiguilleur_bot.vocabulary import Territoire

__all__ = ["install"]


async def install(folder: Path, *, dry_run: bool, replace: bool) -> None:
    """Ask, log in, write `aiguilleur.yaml` and the secrets in `folder`, join the rooms, say what is left to do.

    With `dry_run`, shows the file instead: nothing is written, no room is joined, no device is left behind.
    Raises ConfigurationError when the file cannot be written (or exists, without `replace`), AuthLost when the
    account is refused, click.ClickException when the server does not answer, click.Abort when the person stops.
    """
    check_folder(folder, replace=replace or dry_run)
    say("Bonjour ! Quelques questions, et le robot pourra entrer dans vos salons (Ctrl-C pour arrêter).")
    say("Il lui faut un compte à lui, sur Matrix ou sur Rocket.Chat : créez-le d'abord, comme pour une personne.")
    say()
    lien = await _ask_lien(MemorySessions() if dry_run else FileSessions(folder / SESSION))
    try:
        answers = await _ask_all(lien)
    finally:
        if dry_run:
            await lien.undo()
    say()
    if dry_run:
        say("Voici ce qui serait écrit (rien ne l'a été, aucun salon n'a été rejoint) :")
        click.echo("\n" + settings_text(answers))
        return
    kept = write(folder, answers, lien.secret)
    say(f"✓ Écrit : {folder / SETTINGS}, et les secrets à côté (lisibles par vous seul).")
    if kept is not None:
        say(f"  Les anciens réglages sont gardés dans {kept.name}.")
    ready = [await lien.enter(name, role) for name, role in answers.rooms]
    _farewell(folder / SETTINGS, everything_ready=all(ready))


async def _ask_lien(sessions: SessionStore) -> Lien:
    server = await ask_server()
    if isinstance(server, str):
        return await ask_token(server)
    return LienMatrix(await ask_account(server, sessions))


async def _ask_all(lien: Lien) -> Answers:
    say()
    say(f"Les salons. {lien.how_rooms_are_written}")
    rooms: dict[str, str] = {}
    entraide = await _ask_room(lien, "Salon d'entraide, où les gens demandent", rooms)
    say("Comment le robot y écoute :")
    say("  1 mention : il répond quand on l'appelle    2 invite : il propose d'abord, par une réaction")
    say("  3 silence : il n'y dit rien")
    ecoute = ask("Écoute (1, 2 ou 3)", listening, "1")
    aiguilleurs = await _ask_room(lien, "Salon des aiguilleurs, où une demande fait sonner les téléphones", rooms)
    coordination = await _ask_room(lien, "Salon de coordination (Entrée : aucun)", rooms, needed=False)
    return Answers(
        plateforme=lien.plateforme,
        entraide=entraide,
        ecoute=ecoute,
        aiguilleurs=aiguilleurs,
        coordination=coordination,
        region=_ask_region(),
        section=lien.ask_section(),
    )


async def _ask_room(lien: Lien, question: str, taken: dict[str, str], *, needed: bool = True) -> str:
    """The name of a room the server knows, or "". `taken` maps the rooms already chosen: one room, one role."""
    while True:
        check = lien.room_name if needed else optional(lien.room_name)
        name = ask(question, check, None if needed else "", shown=False)
        if not name:
            return ""
        try:
            room = await lien.find(name)
        except PlatformError:
            say(f"  {name} n'a pas pu être vérifié ; à revoir avec « aiguilleur diagnostiquer ».")
            room = name
        if room is None:
            continue
        if room in taken:
            say(f"→ C'est le même salon que {taken[room]} : choisissez-en un autre, un salon n'a qu'un rôle.")
            continue
        taken[room] = name
        return name


def _ask_region() -> Territoire | None:
    base = load(folders(None)).base
    region = ask("Région : code INSEE ou nom (Entrée : toute la France)", partial(_region, base), "", shown=False)
    if region is not None and region.nom != region.region:
        say(f"✓ {region.nom}.")
    return region


def _region(base: Base | None, typed: str) -> Territoire | None:
    if not typed:
        return None
    if base is None:  # a broken base is for `verifier` to tell: a code is all that the settings need
        if len(typed) == 2 and typed.isdecimal():
            return Territoire(typed, typed)
        raise ValueError("donnez le code INSEE de la région, à deux chiffres")
    if (region := base.region(typed)) is None:
        raise ValueError(f"« {typed} » : région inconnue ; par exemple 32 ou Hauts-de-France")
    return region


def _farewell(settings: Path, *, everything_ready: bool) -> None:
    where = shlex.quote(str(settings))
    say()
    if everything_ready:
        say("Tout est prêt. Pour lancer le robot, tapez :")
        click.echo(f"  aiguilleur lancer --config {where}")
    else:
        say("Faites ce qui est dit plus haut (→), puis vérifiez :")
        click.echo(f"  aiguilleur diagnostiquer --config {where}")
        say("Et lancez le robot :")
        click.echo(f"  aiguilleur lancer --config {where}")
