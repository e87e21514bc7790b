"""`aiguilleur fiches`, `brouillons`, `signalements`: what gardeners do about people, drafts and reports."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiguilleur_bot.app import load_base
from aiguilleur_bot.configuration import ConfigurationError
from aiguilleur_bot.dialogue.addresses import read_address
from aiguilleur_bot.dialogue.rewording import ERASED
from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.learning import opened_store, own_folder
from aiguilleur_bot.needs import appris
from aiguilleur_bot.needs.fiches import Draft, as_yaml, slug
from aiguilleur_bot.needs.sans_personne import WithoutPeople, without_people
from aiguilleur_bot.settings import Settings
from aiguilleur_bot.store import apprentissages, brouillons, demand, manques, referents, signalements
from aiguilleur_bot.store.brouillons import Brouillon
from aiguilleur_bot.store.signalements import Signalement
from aiguilleur_bot.vocabulary import Portee


@dataclass(frozen=True, slots=True)
class Written:
    """The file of a fiche, written or that would be: its text, and what prevents or weakens it."""

    file: Path
    text: str
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


async def nobody_to_call(settings: Settings) -> tuple[WithoutPeople, ...]:
    """The fiches for which nobody agreed to be called, most asked for first."""
    base = load_base(settings.savoir)
    async with opened_store(settings) as opened, opened.read() as tx:
        known = await referents.reachable(tx, Portee.AIGUILLEURS, datetime.now(UTC))
        counted, asked = await apprentissages.counted(tx), await demand.by_commun(tx)
    return without_people(base, {one.commun for one in known}, counted, asked)


async def drafts(settings: Settings) -> tuple[Brouillon, ...]:
    """The drafts nobody decided on, oldest first."""
    async with opened_store(settings) as opened, opened.read() as tx:
        return await brouillons.waiting(tx)


async def draft(settings: Settings, numero: int) -> Brouillon:
    """The draft of that number. Raises ConfigurationError when none waits under it."""
    found = next((one for one in await drafts(settings) if one.id == numero), None)
    if found is None:
        raise ConfigurationError(
            f"Aucun brouillon à relire ne porte le numéro {numero}.", advice="Voir : aiguilleur brouillons lister"
        )
    return found


async def words_of(settings: Settings, one: Brouillon) -> str:
    """The need that nobody could serve for want of this fiche, in the words the person confirmed; "" when erased."""
    if one.numero is None:
        return ""
    async with opened_store(settings) as opened, opened.read() as tx:
        known = await manques.get(tx, one.numero)
    return known.texte if known is not None and known.texte != ERASED else ""


async def write(
    settings: Settings,
    one: Brouillon,
    *,
    id: str | None,
    nature: str,
    actions: Sequence[str],
    familles: Sequence[str],
    dry_run: bool,
) -> Written:
    """The draft as a file of the gardeners' folder. Raises ConfigurationError: no such folder, a file that is there."""
    savoir = own_folder(settings)
    name = slug(id or one.nom)
    file = savoir / "communs" / f"{name}.yaml"
    if not name or file.exists() or name in load_base(savoir).communs:
        raise ConfigurationError(
            f"{name or one.nom} : ce nom de fiche ne va pas, ou il est pris.", advice="Donnez --id"
        )
    address = read_address(one.contact)
    phrase = await words_of(settings, one)
    text = as_yaml(
        name,
        Draft(
            numero=one.id,
            nom=one.nom,
            lien=one.lien,
            usage=one.usage,
            contact=address[1] if address else "",
            contact_type=address[0] if address else "",
            nature=nature,
            actions=actions,
            familles=familles,
            le=datetime.now(UTC).date(),
            phrases=(phrase,) if phrase else (),
        ),
    )
    errors, warnings = _checked(savoir, name, text)
    if not dry_run and not errors:
        appris.write(file, text)
        async with opened_store(settings) as opened:
            async with opened.write("brouillons") as tx:
                await brouillons.written(tx, one.id, name, datetime.now(UTC))
            await opened.scrub()
    return Written(file, text, errors, warnings)


async def reject(settings: Settings, numeros: Collection[int]) -> int:
    """No fiche comes of these drafts: their words are erased. Returns how many there were."""
    async with opened_store(settings) as opened:
        async with opened.write("brouillons") as tx:
            done = await brouillons.rejected(tx, numeros, datetime.now(UTC))
        await opened.scrub()
    return done


async def reports(settings: Settings) -> tuple[Signalement, ...]:
    """What people said of fiches, and nobody has seen yet."""
    async with opened_store(settings) as opened, opened.read() as tx:
        return await signalements.waiting(tx)


async def mark_seen(settings: Settings, numeros: Collection[int]) -> int:
    """A gardener has seen these reports: their words are erased. Returns how many there were."""
    async with opened_store(settings) as opened:
        async with opened.write("signalements") as tx:
            done = await signalements.seen(tx, numeros, datetime.now(UTC))
        await opened.scrub()
    return done


def _checked(savoir: Path, name: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What `aiguilleur verifier` would say of that file in the gardeners' folder: errors, then warnings."""
    with tempfile.TemporaryDirectory() as folder:
        aside = Path(folder)
        appris.write(aside / "communs" / f"{name}.yaml", text)
        loaded = load((*folders(savoir), aside))
    mine = [problem for problem in (*loaded.errors, *loaded.warnings) if f"{name}.yaml" in problem.file]
    bad = {id(problem) for problem in loaded.errors}
    errors = tuple(str(problem) for problem in mine if id(problem) in bad)
    return errors, tuple(str(problem) for problem in mine if id(problem) not in bad)
