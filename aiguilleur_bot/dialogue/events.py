"""What happens to a conversation: somebody speaks, taps, edits, deletes; a human takes over; time has passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aiguilleur_bot.vocabulary import Territoire


@dataclass(frozen=True, slots=True)
class Words:
    """The asker said something to the bot (mention, command, direct message, or an exact word in the thread)."""

    texte: str


@dataclass(frozen=True, slots=True)
class Tap:
    """The asker put a reaction on one of our messages. `cle` is already stripped of skin tone and variants."""

    cle: str


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, a voice message, a file: we only read text."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The asker edited the message that opened the conversation."""

    texte: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The asker deleted the message that opened the conversation. `dit`: they are told of its besoin elsewhere."""

    dit: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A human took the besoin `numero` of this conversation. `par` is the account to show, `comment` how they meet."""

    par: str
    comment: Literal["duo", "seuls", "relais", "voisins"] = "seuls"
    numero: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """Whoever followed the besoin of this conversation closed it: the robot is back.

    `par` is the account to show. `coup_dur`: neither number nor words are repeated. `manque`: nothing serves it yet,
    and they may ask to be told when something does.
    """

    par: str
    numero: int
    coup_dur: bool = False
    manque: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """Whoever had the besoin of this conversation gave it back: the person is told honestly."""

    numero: int
    coup_dur: bool = False


@dataclass(frozen=True, slots=True)
class Expired:
    """No news of the besoin of this conversation for too long, or nobody ever took it: it is closed, honestly.

    `seul`: nobody ever took it. `territoire` is where the network to call instead is.
    """

    numero: int
    coup_dur: bool = False
    seul: bool = False
    territoire: Territoire | None = None


@dataclass(frozen=True, slots=True)
class NearBesoins:
    """Somebody else asked something near to the besoin `numero` of this person: do they want to meet?"""

    numero: int


@dataclass(frozen=True, slots=True)
class Flooded:
    """The asker sent more than the allowed number of messages in a minute; said once per silence."""


@dataclass(frozen=True, slots=True)
class SuiviDu:
    """The follow-up the asker agreed to is due. `sujet` is the one given to `PlanSuivi` (conversations are erased)."""

    sujet: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """`par` (an account) asks the person whether they would be called about `commun`."""

    commun: str
    par: str


@dataclass(frozen=True, slots=True)
class ReferentDu:
    """What the person agreed to have shown for `communs` ends on `le`, in a month: may it go on?"""

    communs: tuple[str, ...]
    le: datetime


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """The message that besoin `numero` came from now says `texte` (masked)."""

    numero: int
    texte: str
    coup_dur: bool = False


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    """The message that besoin `numero` came from is deleted; the besoin may be `ouverte` still."""

    numero: int
    ouverte: bool
    coup_dur: bool = False


Said = Words | Tap | Media | Edited | Withdrawn | MessageEdited | MessageDeleted | Flooded
"""What the asker does."""

CameTo = Taken | Ended | Released | Expired | NearBesoins | SuiviDu | Invited | ReferentDu
"""What somebody else does, or time."""

Event = Said | CameTo
