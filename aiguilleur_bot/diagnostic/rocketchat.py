"""The Rocket.Chat account, what the server lets it do, and how we would hear there. Joins nothing, changes nothing."""

from __future__ import annotations

from aiguilleur_bot.diagnostic.findings import AUTHENTICATION, Finding, error, good, note, warning
from aiguilleur_bot.diagnostic.rocketchat_rooms import check_rooms
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.platforms.addresses import is_loopback
from aiguilleur_bot.platforms.base import AuthLost, PlatformError
from aiguilleur_bot.platforms.rocketchat import inspection
from aiguilleur_bot.platforms.rocketchat.ears import Mode
from aiguilleur_bot.platforms.rocketchat.inspection import Server
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Rooms
from aiguilleur_bot.settings import RocketChat, Settings

_SUJET, _COMPTE = "Rocket.Chat", "Compte Rocket.Chat"
_OLDEST, _NEWEST = 6, 9
"""The main versions that the bot was tried on (docs/rocketchat.md)."""
_SHORT = 2_000
"""An answer with three communs and who to call has about so many signs."""
_ROLES = "Administration, Utilisateurs, le compte du robot, Modifier, Rôles"


async def check_rocketchat(settings: Settings, base: Base | None) -> list[Finding]:
    """Server, account, rights, streams, then every Rocket.Chat room of the settings. Never raises."""
    given = settings.plateformes.rocketchat
    if given is None:
        return []
    rest = Rest(given.serveur, given.compte_id, given.jeton.get_secret_value())
    findings = _address(given)
    try:
        server = await inspection.look(rest)
        findings += [*_server(server), *_account(server)]
        names = [salon.salon for salon in settings.salons if salon.plateforme == "rocketchat"]
        rooms = await inspection.rooms_of(rest, server, names)
        findings += [await _streams(rest, rooms), *await check_rooms(rest, rooms, settings, base)]
    except AuthLost as refusal:
        findings.append(error(_COMPTE, str(refusal), _new_token(), AUTHENTICATION))
    except PlatformError as failure:
        todo = "vérifiez plateformes.rocketchat.serveur, et que cette machine joint internet ; sinon relancez plus tard"
        findings.append(error(_SUJET, f"le serveur ne répond pas comme il faut : {failure}", todo))
    finally:
        await rest.close()
    return findings


def _address(given: RocketChat) -> list[Finding]:
    if given.serveur.startswith("http://") and not is_loopback(given.serveur):
        return [warning(_SUJET, "tout passe en clair (http)", "mettez une adresse en https://")]
    return []


def _server(server: Server) -> list[Finding]:
    if not server.version:
        return [note(_SUJET, "le serveur répond, sans dire sa version")]
    main = server.version.partition(".")[0]
    if main.isdecimal() and not _OLDEST <= int(main) <= _NEWEST:
        todo = f"le robot a été essayé de la version {_OLDEST} à la {_NEWEST} : regardez de près les premiers jours"
        return [warning(_SUJET, f"le serveur répond, version {server.version}", todo)]
    return [good(_SUJET, f"le serveur répond, version {server.version}")]


def _account(server: Server) -> list[Finding]:
    """What its roles let it do."""
    findings = [good(_COMPTE, f"@{server.username} est accepté")]
    if not server.unlimited:
        todo = f"{_ROLES} : ajoutez « bot » (permissions api-bypass-rate-limit et send-many-messages)"
        findings.append(warning(_COMPTE, "sans le rôle « bot », le serveur limite ses demandes", todo))
    if not server.deletes:
        todo = f"{_ROLES} : gardez aussi « user » (permission delete-own-message)"
        findings.append(warning(_COMPTE, "il ne peut pas retirer ses propres messages", todo))
    if server.longest < _SHORT:
        todo = "Administration, Paramètres, Messages, « Taille maximale autorisée » : 5000, la valeur d'origine"
        said = f"un message est limité à {server.longest} signes : les réponses seront coupées en plusieurs"
        findings.append(warning(_SUJET, said, todo))
    return findings


async def _streams(rest: Rest, rooms: Rooms) -> Finding:
    proxy = "laissez passer /websocket dans le mandataire (Upgrade, délai d'inactivité de 60 s au moins)"
    try:
        mode = await inspection.streams(rest, rooms)
    except PlatformError as failure:
        return warning(_SUJET, f"les messages n'arrivent pas en direct ({failure})", proxy)
    match mode:
        case Mode.FLUX:
            return good(_SUJET, "les messages arrivent en direct")
        case Mode.SALONS:
            return note(_SUJET, "les messages arrivent en direct, salon par salon", "rien à faire")
    todo = f"il répondra en une dizaine de secondes ; pour mieux : {proxy}"
    return warning(_SUJET, "le serveur refuse les flux : le robot relit les salons de temps en temps", todo)


def _new_token() -> str:
    return (
        "vérifiez compte_id ; sinon, avec le compte du robot : Mon compte, Jetons d'accès personnel, ajoutez-en un "
        "(en ignorant la double authentification) : compte_id et jeton sont montrés ensemble, une seule fois"
    )
