"""From the settings to what the engine is made of: its options, its platforms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from aiguilleur_bot import SOURCE_URL
from aiguilleur_bot.configuration import ConfigurationError
from aiguilleur_bot.engine import AiguilleurOption, Options, SalonOption
from aiguilleur_bot.handoff.availability import Quiet
from aiguilleur_bot.handoff.rounds import Delays
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.base import Platform
from aiguilleur_bot.platforms.matrix import FileSessions, MatrixOptions, MatrixPlatform
from aiguilleur_bot.platforms.rocketchat import RocketChatOptions, RocketChatPlatform
from aiguilleur_bot.settings import Delais, Limites, Salon, Settings
from aiguilleur_bot.settings import Matrix as MatrixSettings
from aiguilleur_bot.settings import RocketChat as RocketChatSettings

MATRIX_SESSION = "matrix-session.json"
SHORTEST_KEY = 16


def options_of(settings: Settings, base: Base) -> Options:
    """What the engine needs of the settings. Raises ConfigurationError."""
    key, *older = settings.cles
    if any(len(one) < SHORTEST_KEY for one in settings.cles):
        raise ConfigurationError(f"cle : la clé des pseudonymes doit avoir {SHORTEST_KEY} caractères au moins.")
    return Options(
        key=key,
        old_keys=tuple(older),
        salons=tuple(
            SalonOption(salon.plateforme, salon.salon, salon.role, salon.region, salon.ecoute)
            for salon in settings.salons
        ),
        aiguilleurs=(
            *(
                AiguilleurOption(
                    {str(name): _account(name, account) for name, account in one.compte.items()},
                    one.regions,
                    one.actions,
                    coordonne=one.role == "coordinateur",
                )
                for one in settings.aiguilleurs
            ),
            *(
                AiguilleurOption(
                    {str(name): _account(name, account) for name, account in one.comptes.items()},
                    one.regions,
                    one.actions,
                    one.plafond,
                    one.role == "coordinateur",
                    one.communs_connus,
                )
                for one in base.aiguilleurs.values()
                if one.exemple == "non"
            ),
        ),
        nom_du_reseau=_network_name(settings, base),
        source=SOURCE_URL,
        pages=settings.web.publique if settings.web.publiee else "",
        messages_per_minute=settings.limites.messages_par_minute,
        delays=_delays(settings.delais),
        quiet=_quiet(settings.limites),
        rings_a_day=settings.limites.sonneries_par_jour,
        kept_for=timedelta(days=settings.delais.conservation_jours),
    )


def _delays(given: Delais) -> Delays:
    return Delays(
        offre=given.offre_jours,
        annonce=given.annonce_jours,
        national=given.national_jours,
        coup_dur=given.coup_dur_jours,
        rappel=given.rappel_jours,
        bail=given.bail_jours,
        relance=given.relance_jours,
        expiration=given.expiration_jours,
    )


def _quiet(given: Limites) -> Quiet:
    return Quiet(debut=60 * given.calme_de, fin=60 * given.calme_a, repos=given.calme_jours_chomes == "oui")


def _network_name(settings: Settings, base: Base) -> str:
    """The network whose region all rooms share; nothing when they belong to several."""
    regions = {salon.region for salon in settings.salons if salon.region}
    if len(regions) != 1:
        return ""
    reseau = base.reseau(base.region(regions.pop()))
    return reseau.nom if reseau else ""


def platforms_of(settings: Settings, data_folder: Path) -> tuple[Platform, ...]:
    """One line a platform: a third one is a new folder and a line here. Raises ConfigurationError."""
    matrix, rocketchat = settings.plateformes.matrix, settings.plateformes.rocketchat
    found: list[Platform] = []
    if matrix is not None:
        found.append(_matrix(matrix, settings.salons, data_folder / MATRIX_SESSION))
    if rocketchat is not None:
        found.append(_rocketchat(rocketchat, settings.salons, federated_elsewhere=matrix is not None))
    if not found:
        raise ConfigurationError("plateformes : aucune plateforme. Pour en relier une : aiguilleur initialiser")
    return tuple(found)


def _matrix(given: MatrixSettings, salons: Sequence[Salon], session: Path) -> Platform:
    options = MatrixOptions(
        server=given.serveur,
        account=given.compte,
        password=_revealed(given.mot_de_passe),
        token=_revealed(given.jeton),
        device=given.appareil or "",
        invitations=given.invitations,
        rooms=tuple(salon.salon for salon in salons if salon.plateforme == "matrix"),
    )
    return MatrixPlatform(options, FileSessions(session))


def _rocketchat(given: RocketChatSettings, salons: Sequence[Salon], *, federated_elsewhere: bool) -> Platform:
    options = RocketChatOptions(
        server=given.serveur,
        account_id=given.compte_id,
        token=_revealed(given.jeton),
        rooms=tuple(salon.salon for salon in salons if salon.plateforme == "rocketchat"),
        federated_elsewhere=federated_elsewhere,
    )
    return RocketChatPlatform(options)


def _account(plateforme: str, compte: str) -> str:
    """An account as its platform says it: people write « camille » or « @camille » for Rocket.Chat."""
    return f"@{compte.removeprefix('@')}" if plateforme == "rocketchat" else compte


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""
