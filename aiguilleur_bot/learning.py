"""`aiguilleur apprendre`: what people said is listed, accepted into the gardeners' own folder, or rejected for good."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiguilleur_bot.app import cache_folder, load_base
from aiguilleur_bot.configuration import ConfigurationError
from aiguilleur_bot.engine.learning import served_by
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.knowledge.loader import EXTENSION, folders, load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.upkeep.held_out import held_out
from aiguilleur_bot.matching.upkeep.nearness import Near, Nearness
from aiguilleur_bot.needs import appris, garden
from aiguilleur_bot.needs.learning import Counted, Proposal, Said, gathered
from aiguilleur_bot.settings import Settings, shipped
from aiguilleur_bot.store import apprentissages, besoins, database

_OWN_FOLDER = (
    "Créez un dossier à vous (mkdir -p mon-savoir), mettez-y un fichier vide nommé "
    f"{EXTENSION}, écrivez « savoir: mon-savoir/ » dans aiguilleur.yaml, puis relancez le robot."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal, the name of its commun (None: the base has none any more) and the phrase it is nearest to."""

    proposal: Proposal
    nom: str | None
    near: Near | None

    @property
    def useful(self) -> bool:
        """Whether it teaches something to a commun that is there."""
        return self.nom is not None and not (self.near is not None and self.near.known)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One file written, or that would be: its path, and the phrases it gains."""

    file: Path
    phrases: tuple[str, ...]


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[database.Database]:
    """The memory of the bot, while the block runs. Raises DatabaseError."""
    opened = await database.open(settings.base)
    try:
        yield opened
    finally:
        await opened.close()


async def proposals(settings: Settings) -> tuple[Shown, ...]:
    """What waits, by commun, each with the example it is nearest to. Raises ConfigurationError, DatabaseError."""
    async with opened_store(settings) as opened, opened.read() as tx:
        waiting = gathered(await apprentissages.proposed(tx))
    base = load_base(settings.savoir)
    nearness = Nearness(base) if waiting else None
    return tuple(_shown(one, base, nearness) for one in waiting)


def _shown(proposal: Proposal, base: Base, nearness: Nearness | None) -> Shown:
    fiche = base.communs.get(proposal.commun)
    near = nearness.nearest(proposal.texte, fiche.id) if fiche is not None and nearness is not None else None
    return Shown(proposal, fiche.nom if fiche is not None else None, near)


def chosen(waiting: Sequence[Shown], numbers: Collection[int], *, everything: bool) -> tuple[Shown, ...]:
    """Those of these numbers; with `everything`, all. Raises ConfigurationError on a number that nothing bears."""
    known = {one.proposal.id: one for one in waiting}
    missing = [number for number in dict.fromkeys(numbers) if number not in known]
    if missing:
        shown = ", ".join(str(number) for number in missing)
        raise ConfigurationError(
            f"Aucune phrase ne porte ce numéro : {shown}.", advice="Voir : aiguilleur apprendre lister"
        )
    return tuple(waiting) if everything else tuple(known[number] for number in dict.fromkeys(numbers))


def own_folder(settings: Settings) -> Path:
    """The gardeners' folder, where accepted phrases are written. Raises ConfigurationError when there is none."""
    savoir = settings.savoir
    if savoir is None or savoir.resolve() == shipped("knowledge").resolve():
        raise ConfigurationError(
            "savoir : la base livrée ne se modifie pas, une mise à jour effacerait vos phrases.", advice=_OWN_FOLDER
        )
    return savoir


async def accept(
    settings: Settings, wanted: Sequence[Shown], *, reworded: str | None = None, dry_run: bool = False
) -> tuple[Accepted, ...]:
    """Write the phrases in the gardeners' folder, then remember that they are decided.

    `reworded` replaces the words of the only one. A running bot reads the files again by itself.
    Raises ConfigurationError when a file cannot take them: nothing is changed then.
    """
    savoir = own_folder(settings)
    orphans = sorted({one.proposal.commun for one in wanted if one.nom is None})
    if orphans:
        gone = ", ".join(orphans)
        raise ConfigurationError(
            f"Aucune fiche ne porte ce nom : {gone}.", advice="Remettez la fiche, ou : aiguilleur apprendre rejeter"
        )
    texts = {one.proposal.id: reworded or one.proposal.texte for one in wanted}
    planned = _planned(savoir, load_base(savoir), wanted, texts)
    if dry_run:
        return tuple(accepted for accepted, _ in planned)
    _write(savoir, planned)
    async with opened_store(settings) as opened:
        await _decide(opened, wanted, accepted=True)
    return tuple(accepted for accepted, _ in planned)


def _planned(savoir: Path, base: Base, wanted: Sequence[Shown], texts: dict[int, str]) -> list[tuple[Accepted, str]]:
    """The files to write and their new text, without the phrases that the base already has."""
    planned = []
    for commun in sorted({one.proposal.commun for one in wanted}):
        known = {folded_words(phrase) for phrase in base.besoins_dits(commun)}
        asked = dict.fromkeys(texts[one.proposal.id] for one in wanted if one.proposal.commun == commun)
        phrases = tuple(phrase for phrase in asked if folded_words(phrase) not in known)
        if not phrases:
            continue
        file = appris.path_of(savoir, commun)
        try:
            text = appris.with_lines(file.read_text("utf-8") if file.exists() else None, commun, phrases)
        except (appris.Unwritable, OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{file} : {error}") from error
        planned.append((Accepted(file, phrases), text))
    return planned


def _write(savoir: Path, planned: Sequence[tuple[Accepted, str]]) -> None:
    """All the files, or none: the base that results must be a sound one."""
    before = {one.file: one.file.read_text("utf-8") if one.file.exists() else None for one, _ in planned}
    try:
        for one, text in planned:
            appris.write(one.file, text)
    except OSError as error:
        _put_back(before)
        raise ConfigurationError(f"{error.filename or savoir} : écriture impossible ({error.strerror}).") from error
    errors = load(folders(savoir)).errors
    if errors:
        _put_back(before)
        raise ConfigurationError(*(str(problem) for problem in errors), advice="Rien n'a été changé.")


def _put_back(before: Mapping[Path, str | None]) -> None:
    for file, text in before.items():
        if text is None:
            file.unlink(missing_ok=True)
        else:
            appris.write(file, text)


async def reject(settings: Settings, wanted: Sequence[Shown]) -> None:
    """Remember that these are no examples, so that they are not proposed again; their words are erased."""
    async with opened_store(settings) as opened:
        await _decide(opened, wanted, accepted=False)


async def _decide(opened: database.Database, wanted: Sequence[Shown], *, accepted: bool) -> None:
    marks = {one.proposal.empreinte for one in wanted}
    async with opened.write("apprendre") as tx:
        await apprentissages.decide(tx, marks, accepted=accepted, now=datetime.now(UTC))
    await opened.scrub()


async def propose(settings: Settings, numero: int, commun: str) -> bool:
    """The words of besoin `numero` become a proposal for `commun`: whoever followed it says that it served.

    False when it teaches nothing (see `engine.learning.served_by`). Raises ConfigurationError on unknown ones.
    """
    if commun not in load_base(settings.savoir).communs:
        raise ConfigurationError(f"Aucune fiche ne porte ce nom : {commun}.")
    async with opened_store(settings) as opened, opened.write("apprendre") as tx:
        known = await besoins.get(tx, numero)
        if known is None:
            raise ConfigurationError(
                f"Aucun besoin ne porte le numéro {numero}.", advice="Voir : aiguilleur besoins lister --tous"
            )
        key = settings.cles[0]
        return await served_by(tx, key, known, commun, datetime.now(UTC))


async def inspect(savoir: Path | None, settings: Settings | None) -> garden.Garden:
    """The report of gardeners: from the base alone, and from use when there are settings."""
    counted: tuple[Counted, ...] = ()
    said: tuple[Said, ...] = ()
    if settings is not None:
        async with opened_store(settings) as opened, opened.read() as tx:
            counted, said = await apprentissages.counted(tx), await apprentissages.proposed(tx)
    base = load_base(settings.savoir if settings is not None else savoir)
    return garden.report(base, held_out(base, _builder()), counted, said)


def _builder() -> Callable[[Base], Matcher]:
    """Builds the engines of the report, with a cache of their own: the bot's keeps its last four bases."""
    encoder, cache = UniversalEncoder(), cache_folder() / "rapport"
    return lambda base: Matcher.load(base, cache=cache, encoder=encoder)
