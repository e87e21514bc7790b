"""How a command ends: its exit code, and what goes wrong said in French (docs/exploiter.md)."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from aiguilleur_bot.configuration import ConfigurationError
from aiguilleur_bot.knowledge.problems import no_break_spaces

FAILED, CONFIGURATION, AUTHENTICATION, DATABASE = 1, 3, 4, 5


@contextmanager
def told_in_french() -> Iterator[None]:
    """What goes wrong for a known reason is one clear line and an exit code, never a traceback."""
    try:
        yield
    except ConfigurationError as error:
        _fail(error.lines, CONFIGURATION)
    except Exception as error:
        _fail_if_known(error)
        raise


def _fail_if_known(error: Exception) -> None:
    """Imported only now: the engine and the database take two seconds that a help or a mistyped word should not."""
    from aiguilleur_bot.engine.failures import AllPlatformsLost
    from aiguilleur_bot.matching.evaluation.labelled import EvaluationError
    from aiguilleur_bot.platforms.base import AuthLost
    from aiguilleur_bot.store.database import DatabaseError

    if isinstance(error, AuthLost | AllPlatformsLost):
        advice = "Vérifiez le compte et son secret, puis relancez : aiguilleur diagnostiquer"
        _fail((str(error), advice), AUTHENTICATION)
    if isinstance(error, DatabaseError):
        _fail((str(error),), DATABASE)
    if isinstance(error, EvaluationError):
        _fail((str(error),), FAILED)


def _fail(lines: tuple[str, ...], code: int) -> None:
    for line in lines:
        click.echo(no_break_spaces(line), err=True)
    sys.exit(code)


def speak_french() -> None:
    """What click itself says comes from the shipped catalogue, whatever the machine's language."""
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain("messages", Path(__file__).parent / "locale")
    gettext.textdomain("messages")
