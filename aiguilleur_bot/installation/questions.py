"""Ask in French, in a terminal, a phone over ssh, or a pipe; read what people really type."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import unquote

import click

from aiguilleur_bot.knowledge.problems import no_break_spaces
from aiguilleur_bot.settings import EXAMPLE_DOMAINS

T = TypeVar("T")

ECOUTES = ("mention", "invite", "silence")
_NOBODY = {"personne", "aucun", "non", "-"}


def say(text: str = "") -> None:
    """One line or more for the person in front of the screen."""
    click.echo(no_break_spaces(text))


def ask(question: str, check: Callable[[str], T], default: str | None = None, *, shown: bool = True) -> T:
    """Ask until `check` takes the answer. `check` raises ValueError, in French, for one it cannot take.

    Raises click.Abort at the end of the input, or on Ctrl-C.
    """
    while True:
        with _interruptible():
            answer = click.prompt(
                no_break_spaces(question), default=default, type=str, show_default=shown, prompt_suffix="\u00a0: "
            )
        try:
            return check(answer.strip())
        except ValueError as refusal:
            say(f"→ {refusal}")


def ask_secret(question: str) -> str:
    """Ask for what must not be seen: nothing typed is shown. In a pipe, a line is read as it is."""
    while True:
        with _interruptible():
            answer = _hidden(no_break_spaces(question))
        if answer:
            return answer


def _hidden(question: str) -> str:
    if sys.stdin.isatty():
        return click.prompt(question, hide_input=True, type=str, prompt_suffix="\u00a0: ")
    # Where there is no terminal, getpass would look for one, or warn: the input is read by ourselves, not echoed.
    click.echo(f"{question}\u00a0: ")
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line.rstrip("\r\n")


@contextmanager
def _interruptible() -> Iterator[None]:
    """While a person is asked, Ctrl-C stops at once; asyncio's own handler would wait for the answer."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


# ------------------------------------------------------------------ what people type


def account_name(typed: str, domain: str) -> str:
    """A full account: "aiguilleur" becomes "@aiguilleur:exemple.org". Raises ValueError."""
    name = typed.removeprefix("@")
    if ":" not in name:
        if not domain:
            raise ValueError("écrivez le compte en entier, avec le nom du serveur : @nom:domaine")
        name = f"{name}:{domain}"
    if not re.fullmatch(r"[^:\s@]+:[^\s@]+", name):
        raise ValueError("un compte Matrix s'écrit @nom:domaine")
    return _no_example(f"@{name}")


def room_address(typed: str, domain: str) -> str:
    """A full room address: "entraide", "#entraide:exemple.org", "!id" or a matrix.to link. Raises ValueError."""
    name = typed
    if link := re.match(r"https://matrix\.to/#/([^?/]+)", typed):
        name = unquote(link.group(1))
    if name.startswith("!") and len(name) > 1 and not re.search(r"\s", name):
        return name
    name = name.removeprefix("#")
    if name and ":" not in name:
        name = f"{name}:{domain}"
    if not re.fullmatch(r"[^:\s@!]+:\S+", name):
        raise ValueError("l'adresse d'un salon s'écrit #nom:domaine (dans les réglages du salon, « adresse »)")
    return _no_example(f"#{name}")


def room_of_rocketchat(typed: str) -> str:
    """The name of a room of Rocket.Chat, or the link to it: "#entraide". Raises ValueError."""
    name = typed
    if link := re.match(r"https?://[^/]+/(?:channel|group)/([^?/]+)", typed):
        name = unquote(link.group(1))
    name = name.removeprefix("#")
    if not re.fullmatch(r"[^\s#@/]+", name):
        raise ValueError("un salon s'écrit #nom, sans espace (dans la barre de gauche)")
    return f"#{name}"


def identifier(typed: str) -> str:
    """The id of an account of Rocket.Chat. Raises ValueError."""
    if not re.fullmatch(r"[\w.-]{5,}", typed):
        raise ValueError("c'est une suite de lettres et de chiffres, montrée avec le jeton")
    return typed


def optional(check: Callable[[str], str]) -> Callable[[str], str]:
    """The same check, where no answer is an answer too."""
    return lambda typed: check(typed) if typed and typed.casefold() not in _NOBODY else ""


def inviters(typed: str) -> tuple[str, ...]:
    """Who may invite: patterns, whole servers ("exemple.org"), or « personne ». Raises ValueError."""
    if typed.casefold() in _NOBODY:
        return ()
    return tuple(_inviter(part) for part in re.split(r"[,;\s]+", typed) if part)


def _inviter(part: str) -> str:
    if re.fullmatch(r"[\w.-]+\.[\w-]+(:\d+)?", part):
        part = f"@*:{part}"
    if not re.fullmatch(r"@[^:\s]+:\S+", part):
        raise ValueError(f"« {part} » : écrivez @*:domaine, @une-personne:domaine, ou « personne »")
    return _no_example(part)


def listening(typed: str) -> str:
    """How the bot listens: its name, its first letters, or its number. Raises ValueError."""
    if typed in {"1", "2", "3"}:
        return ECOUTES[int(typed) - 1]
    found = [name for name in ECOUTES if typed and name.startswith(typed.casefold())]
    if len(found) != 1:
        raise ValueError("répondez 1, 2 ou 3")
    return found[0]


def _no_example(value: str) -> str:
    if any(domain in value for domain in EXAMPLE_DOMAINS):
        raise ValueError(f"« {value} » est une valeur d'exemple : mettez la vôtre")
    return value
