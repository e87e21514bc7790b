"""What a conversation is made of: its state, what happens to it, what the world looks like, what is decided.

All values are frozen. `dialogue.step` maps (conversation, event, world) to (conversation, effects) and
does nothing else: no clock, no store, no network, no randomness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from aiguilleur_bot.dialogue.apports import Apport, Lieu, Saisie, Soutien
from aiguilleur_bot.dialogue.dossier import Dossier
from aiguilleur_bot.knowledge.schema import Commun, Faq, Reseau
from aiguilleur_bot.vocabulary import Action, Contact, Nommes, Reponse, Territoire, Usage

Value = str | int | float | bool | None | tuple["Value", ...] | Mapping[str, "Value"]


class Phase(StrEnum):
    """Where a conversation stands: what the next words of the asker will be read as.

    CORRECTION waits for the words to confirm, CORRECTION_TRANSMIS for the new words of a recorded besoin.
    TERRITOIRE is a choice between homonyms; PHRASE the one sentence asked after `humain` without words.
    SUIVI waits for "may I ask again?", SUIVI_MOTS for "may I keep your phrase?"; SUIVI_AVANCE and SUIVI_PARLE for
    the answers of the follow-up. The REFERENT and PROPOSER ones fill the form `saisie`; FICHE_LAQUELLE waits for the
    name of the fiche that is wrong, LIEU for what the person says of their place.
    """

    LIBRE = "libre"
    REPONDU = "repondu"
    QUESTION = "question"
    CONFIRMATION = "confirmation"
    CORRECTION = "correction"
    CORRECTION_TRANSMIS = "correction-transmis"
    TERRITOIRE = "territoire"
    PHRASE = "phrase"
    SENSIBLE = "sensible"
    TRANSMIS = "transmis"
    HUMAIN = "humain"
    SUIVI = "suivi"
    SUIVI_MOTS = "suivi-mots"
    SUIVI_AVANCE = "suivi-avance"
    SUIVI_PARLE = "suivi-parle"
    REFERENT = "referent"
    REFERENT_CHOIX = "referent-choix"
    REFERENT_ENCORE = "referent-encore"
    PROPOSER_NOM = "proposer-nom"
    PROPOSER_LIEN = "proposer-lien"
    PROPOSER_USAGE = "proposer-usage"
    PROPOSER_CONTACT = "proposer-contact"
    FICHE_LAQUELLE = "fiche-laquelle"
    LIEU = "lieu"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One asker, one place: a thread of a room, or a direct conversation.

    `texte` is the need in the asker's own words, masked. `choix` are the ids (or the empty tuple) behind
    the numbers 1, 2, 3… last shown, in order (in phase TERRITOIRE: code, name, words read). `vus` are the
    communs already proposed. `territoire` is what the asker said of their region. `numero` is the besoin
    recorded from here, if any. `interroge`: a clarifying question was asked and nothing of content said since.
    `suggestion` is the command of the last "vouliez-vous dire"; `avance` the first answer of a follow-up.
    `propose` are the words of an edited message, for the besoin `propose_pour`, until the person wants them or not.
    `ouvert` is the commun whose fiche was asked for last. `voisins`: the besoin for which the bot asked whether they
    want to meet those who need something near, 0 when it does not wait for that.
    `saisie` is the form being filled, if any.
    """

    direct: bool
    phase: Phase = Phase.LIBRE
    texte: str = ""
    reponse: Reponse | None = None
    choix: tuple[tuple[str, ...], ...] = ()
    vus: tuple[str, ...] = ()
    territoire: Territoire | None = None
    territoire_demande: bool = False
    numero: int | None = None
    essais: int = 0
    media_dit: bool = False
    suivi_demande: bool = False
    interroge: bool = False
    suggestion: str = ""
    avance: Literal["", "oui", "un-peu", "non"] = ""
    ouvert: str = ""
    propose: str = ""
    propose_pour: int = 0
    voisins: int = 0
    saisie: Saisie | None = None


# ---------------------------------------------------------------- the world


class Savoir(Protocol):
    """The little that the dialogue asks of the knowledge base. `knowledge.base.Base` is one."""

    def fiche(self, id: str) -> Commun: ...

    def question(self, id: str) -> Faq: ...

    def reseau(self, territoire: Territoire | None) -> Reseau | None: ...

    def contacts(self, commun_id: str, territoire: Territoire | None) -> tuple[Contact, ...]: ...

    def read_territoire(self, texte: str) -> tuple[Territoire, ...]: ...

    def needs_review(self, commun_id: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class ManqueVu:
    """What anybody may know of a besoin that nobody could serve: how many people need it, and what this one said.

    `mien`: it is theirs.
    """

    numero: int
    personnes: int
    mien: bool = False
    dits: frozenset[Soutien] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """Everything a decision may depend on.

    `reponse` is what the matching made of the words when `wants_matching` asked for it, else None.
    `numero` is the number a besoin recorded now will bear. `nouveau`: nothing was ever said to this person.
    `dossier` is present when the words ask for it. `source` is where the bot's source code is (AGPL §13). `nommes` is
    what the naming read when `wants_names` asked for it; `compte` the chat account of the person.
    `manque` is the unmet besoin their words are about, when `soutiens.wants_manque` asked for it and it may be said.
    """

    maintenant: datetime
    savoir: Savoir
    numero: int
    reponse: Reponse | None = None
    nouveau: bool = False
    territoire_du_salon: Territoire | None = None
    nom_du_reseau: str = ""
    dossier: Dossier | None = None
    source: str = ""
    nommes: Nommes = field(default_factory=Nommes)
    compte: str = ""
    manque: ManqueVu | None = None

    @property
    def lieu(self) -> Lieu | None:
        """What the person said of their place, if they did."""
        return self.dossier.lieu if self.dossier is not None else None


# ---------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class Say:
    """Render `prompts/<modele>.md.j2` with `donnees` and say it: here, or in the direct conversation.

    `reponse=True` marks the answer to the opening message: the one edited or withdrawn with it.
    """

    modele: str
    donnees: Mapping[str, Value] = field(default_factory=dict)
    ou: Literal["ici", "direct"] = "ici"
    sonne: bool = False
    reponse: bool = False


@dataclass(frozen=True, slots=True)
class React:
    """Put one reaction on the asker's last message."""

    cle: str


@dataclass(frozen=True, slots=True)
class ReviseAnswer:
    """Edit our answer to the opening message, or say it if there is none yet."""

    modele: str
    donnees: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WithdrawAnswer:
    """Take back our answer to the opening message, and erase the stored words of this conversation."""


@dataclass(frozen=True, slots=True)
class RecordBesoin:
    """Store the confirmed besoin and hand it over: the aiguilleurs are notified.

    `appui` "coup-dur" rings two people and is never quoted in a digest. `proposes` are the communs already
    shown, `proches` the nearest ones; `scores` says how near each was, `famille` what the nearest is about.
    """

    numero: int
    texte: str
    appui: Literal["coup-de-pouce", "coup-dur"]
    action: Action | None = None
    territoire: Territoire | None = None
    proposes: tuple[str, ...] = ()
    proches: tuple[str, ...] = ()
    non_couvert: bool = False
    maturite: str = ""
    famille: str = ""
    scores: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectBesoin:
    """The person changed the words of an open besoin."""

    numero: int
    texte: str


@dataclass(frozen=True, slots=True)
class CancelBesoin:
    """The person withdraws their besoin; whoever holds it is told."""

    numero: int


@dataclass(frozen=True, slots=True)
class CountHorsPerimetre:
    """Count one request that is not for the network, without its words."""


@dataclass(frozen=True, slots=True)
class ResumeRobot:
    """The person called the robot back while a human holds the besoin."""

    numero: int


@dataclass(frozen=True, slots=True)
class PlanSuivi:
    """Ask again in `jours` days whether it moved forward: the person said yes. `commun`: the fiche they asked for."""

    jours: int
    sujet: str
    commun: str = ""


@dataclass(frozen=True, slots=True)
class RecordSuivi:
    """What the person answered to the follow-up; `encore` False: never ask again.

    Said once after each of the two questions; `parle` (could they talk to somebody?) comes with the second.
    """

    avance: Literal["oui", "un-peu", "non", "sans-reponse"]
    encore: bool
    parle: bool | None = None


@dataclass(frozen=True, slots=True)
class KeepPhrase:
    """The person, shown these masked words, let gardeners read them as an example need of `commun`.

    `premier` is the commun that came first when they were said.
    """

    texte: str
    commun: str
    premier: str


@dataclass(frozen=True, slots=True)
class CountUsage:
    """Count what became of a commun, without words or person. `au_lieu_de`: the one that came first, if another."""

    commun: str
    usage: Usage
    au_lieu_de: str = ""


@dataclass(frozen=True, slots=True)
class AnswerNear:
    """Whether the person wants to meet those whose need is near to their besoin `numero`."""

    numero: int
    oui: bool


@dataclass(frozen=True, slots=True)
class ContinueInDirect:
    """What was begun in a room goes on in the direct conversation of the person: its state there becomes this one.

    A besoin recorded in the same decision belongs to the direct conversation from now on: `Taken` goes there.
    """

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything held about the person, on every table."""


Effect = (
    Say
    | React
    | ReviseAnswer
    | WithdrawAnswer
    | RecordBesoin
    | CorrectBesoin
    | CancelBesoin
    | CountHorsPerimetre
    | ResumeRobot
    | PlanSuivi
    | RecordSuivi
    | KeepPhrase
    | CountUsage
    | AnswerNear
    | ContinueInDirect
    | Forget
    | Apport
)
