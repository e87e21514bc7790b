"""What is said next: one pure function, and the five questions the engine asks before calling it.

Same conversation, same event, same world: same next state, same effects. Commands come first, then what the
phase waits for, then what the matching made of the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from aiguilleur_bot.dialogue import (
    bringing,
    followup,
    handover,
    manners,
    match,
    peers,
    referents,
    region,
    rewording,
    rights,
)
from aiguilleur_bot.dialogue.commands import near, read, read_exact, read_tap
from aiguilleur_bot.dialogue.events import (
    CameTo,
    Edited,
    Ended,
    Event,
    Expired,
    Flooded,
    Invited,
    Media,
    MessageDeleted,
    MessageEdited,
    NearBesoins,
    ReferentDu,
    Released,
    SuiviDu,
    Taken,
    Tap,
    Withdrawn,
    Words,
)
from aiguilleur_bot.dialogue.model import Conversation, Phase, Savoir, World
from aiguilleur_bot.dialogue.mots import Command, Mot
from aiguilleur_bot.dialogue.turn import Turn, is_sensitive, reminder, said
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import Suite

Handler = Callable[[Conversation, Command, World], Turn]

_BARE_DEPARTEMENT = re.compile(r"(?:le |dans le |departement |en )?(?:\d{2,3}|2[ab])")
_SHORT = 4
_ABOUT_DATA = (Mot.MES_DONNEES, Mot.MES_DONNEES_JSON, Mot.OUBLIE_MOI, Mot.RETIRER)
WITH_A_HUMAN = (
    *(Mot.AIDE, Mot.ROBOT, Mot.CORRIGER, *_ABOUT_DATA),
    *(Mot.MES_CONTACTS, Mot.RETIRER_CONTACT, Mot.OUBLIE_LIEU),
)
"""The words that still count while a human has the besoin."""
_NOTHING_FOUND = (Suite.IGNORE, Suite.INCONNU, Suite.HORS_PERIMETRE)


def step(conversation: Conversation, event: Event, world: World) -> Turn:
    """The next state of the conversation, and what to do, in order."""
    turn = peers.answered(conversation, event) or _happened(peers.let_go(conversation, event), event, world)
    return manners.welcomed(turn, world) if world.nouveau else turn


def wants_matching(conversation: Conversation, event: Event) -> str | None:
    """The text to match before `step`, or None: commands, choices, thanks and a human's stretch need none."""
    if isinstance(event, Edited):
        return event.texte if conversation.phase in manners.EDITABLE and _free(event.texte) else None
    if not isinstance(event, Words) or conversation.phase is Phase.HUMAIN:
        return None
    command = read(event.texte)
    if command is not None:
        return event.texte if command.mot is Mot.JE_CONNAIS else command.reste or None
    if not _free(event.texte) or (conversation.territoire_demande and _BARE_DEPARTEMENT.fullmatch(flat(event.texte))):
        return None
    return match.whole_need(conversation, event.texte)


def wants_names(conversation: Conversation, event: Event) -> str | None:
    """The words in which the matching must read the names of communs (`World.nommes`), or None."""
    if not isinstance(event, Words):
        return None
    return bringing.wants_names(conversation, read(event.texte), event.texte)


def wants_advice(conversation: Conversation, event: Event, savoir: Savoir) -> bool:
    """Whether an opinion of what was matched may be asked outside: words that may be a need, and nothing else.

    Never words that steer, that answer what the bot asked, or that come after somebody's trouble.
    """
    if not isinstance(event, Words | Edited) or is_sensitive(conversation):
        return False
    if conversation.phase not in (*manners.EDITABLE, Phase.TRANSMIS) or not _free(event.texte) or near(event.texte):
        return False
    return not match.named_choice(conversation, event.texte) and not _names_a_place(conversation, event.texte, savoir)


def wants_dossier(conversation: Conversation, event: Event) -> bool:
    """Whether `World.dossier` must be filled: « mes données », « oublie-moi », « retirer », or a yes to one of them."""
    if not isinstance(event, Words | Tap):
        return False
    command = read(event.texte) if isinstance(event, Words) else read_tap(event.cle)
    if command is None:
        return False
    return command.mot in _ABOUT_DATA or (command.mot is Mot.OUI and conversation.suggestion in _ABOUT_DATA)


def listens(conversation: Conversation | None, texte: str, savoir: Savoir | None = None) -> bool:
    """Whether words said in a room thread, without a mention, count: exact words of the asker and nothing else.

    With `savoir`, the name of a place also counts, when it was just asked for.
    """
    if conversation is None:
        return False
    command = read_exact(texte)
    if command is None:
        led = read(texte)
        leads = led is not None and led.mot in (Mot.HUMAIN, Mot.CORRIGER) and bool(led.reste)
        return leads or _names_a_place(conversation, texte, savoir)
    if conversation.phase is Phase.HUMAIN:
        return command.mot in WITH_A_HUMAN
    if command.mot is Mot.CHOIX:
        return command.numero <= len(conversation.choix)
    if command.mot in (Mot.OUI, Mot.NON):
        return conversation.phase in _YES or bool(conversation.suggestion)
    return command.mot is not Mot.ROBOT


# ---------------------------------------------------------------- events


def _happened(conversation: Conversation, event: Event, world: World) -> Turn:
    match event:
        case Words(texte):
            return _heard(conversation, texte, world)
        case Tap(cle):
            return _tapped(conversation, cle, world)
        case Media():
            return manners.media(conversation)
        case Edited() | Withdrawn() | MessageEdited() | MessageDeleted():
            return rewording.changed(conversation, event, world)
        case Flooded():
            return manners.flooded(conversation)
    return _came_to(conversation, event, world)


def _came_to(conversation: Conversation, event: CameTo, world: World) -> Turn:
    """What somebody else did, or time."""
    match event:
        case Taken() | Ended() | Released() | Expired():
            return handover.with_a_human(conversation, event, world)
        case NearBesoins():
            return peers.ask(conversation, event)
        case SuiviDu():
            return followup.due(conversation, event)
        case Invited():
            return referents.invited(conversation, event, world)
        case ReferentDu():
            return referents.due(conversation, event, world)
    assert_never(event)


def _heard(conversation: Conversation, texte: str, world: World) -> Turn:
    command = read(texte)
    if conversation.phase is Phase.HUMAIN:
        known = command is not None and command.mot in WITH_A_HUMAN
        return _obeyed(conversation, command, world) if known and command is not None else (conversation, ())
    asked = conversation.suggestion
    clear = replace(conversation, suggestion="")
    if command is None or bringing.meant_otherwise(command, world):
        return _free_words(clear, texte, world)
    if command.mot is Mot.OUI and asked:
        return _obeyed(clear, Command(Mot(asked)), world)
    if conversation.phase is Phase.PHRASE and command.mot in (Mot.OUI, Mot.CHOIX):
        return handover.record(clear, world)
    return _obeyed(clear, command, world)


def _tapped(conversation: Conversation, cle: str, world: World) -> Turn:
    """Reactions steer like words, but one that nothing waits for says nothing: a thumb may just be a thank-you."""
    command = read_tap(cle)
    if command is None or conversation.phase is Phase.HUMAIN:
        return conversation, ()
    match command.mot:
        case Mot.HUMAIN:
            return handover.ask_human(conversation, "", world)
        case Mot.OUI if conversation.suggestion or conversation.phase in _YES:
            return _heard(conversation, Mot.OUI, world)
        case Mot.NON if conversation.phase in _NO:
            return _heard(conversation, Mot.NON, world)
        case Mot.CHOIX if command.numero <= len(conversation.choix) or conversation.phase is Phase.SUIVI_AVANCE:
            return _heard(conversation, str(command.numero), world)
    return conversation, ()


def _free_words(conversation: Conversation, texte: str, world: World) -> Turn:
    """Words that are no command: what the phase waits for, a place, nearly a command, or a need."""
    suite = world.reponse.suite if world.reponse is not None else Suite.IGNORE
    phase = conversation.phase
    if phase is Phase.PHRASE:
        return handover.sentence(conversation, texte, world)
    if (brought := bringing.heard(conversation, texte, world)) is not None:
        return brought
    if phase in (Phase.CORRECTION, Phase.CORRECTION_TRANSMIS):
        return handover.corrected(conversation, texte, world)
    if phase is Phase.SUIVI_AVANCE and followup.said_a_little(texte):
        return followup.moved(conversation, 2)
    if places := region.answers_where(conversation, texte, world):
        return region.located(conversation, places, world)
    meant = near(texte)
    if meant is not None and (suite in _NOTHING_FOUND or (meant in _ABOUT_DATA and suite is not Suite.SENSIBLE)):
        return said(replace(conversation, suggestion=meant.value), "vouliez_vous", {"mot": meant.value})
    if suite in _NOTHING_FOUND and region.names_an_unknown_place(conversation, texte):
        return said(conversation, "lieu_inconnu")
    if phase is Phase.QUESTION:
        return match.answered_question(conversation, texte, world)
    return match.on_match(conversation, texte, world)


# ---------------------------------------------------------------- commands, by what the phase waits for


def _obeyed(conversation: Conversation, command: Command, world: World) -> Turn:
    if conversation.phase in bringing.FORMS and (filled := bringing.answered(conversation, command, world)) is not None:
        return filled
    by_phase = _BY_PHASE.get(command.mot)
    if by_phase is not None:
        return by_phase.get(conversation.phase, _remind)(conversation, command, world)
    return _ANYWHERE[command.mot](conversation, command, world)


def _remind(conversation: Conversation, _command: Command, _world: World) -> Turn:
    return reminder(conversation)


def _no_choice_fits(conversation: Conversation, _command: Command, world: World) -> Turn:
    return match.chosen(conversation, len(conversation.choix) + 1, world)


def _something_else(conversation: Conversation, _command: Command, world: World) -> Turn:
    return match.something_else(conversation, world)


def _show_fiche(conversation: Conversation, command: Command, world: World) -> Turn:
    return followup.show_fiche(conversation, command.numero, world)


def _moved(conversation: Conversation, command: Command, _world: World) -> Turn:
    numbers = {Mot.OUI: 1, Mot.NON: 3}
    return followup.moved(conversation, numbers.get(command.mot, command.numero))


_ANYWHERE: Mapping[Mot, Handler] = MappingProxyType(
    {
        Mot.AIDE: lambda conversation, _, world: manners.help_text(conversation, world),
        Mot.HUMAIN: lambda conversation, command, world: handover.ask_human(conversation, command.reste, world),
        Mot.CORRIGER: lambda conversation, command, world: handover.correct(conversation, command.reste, world),
        Mot.RETIRER: lambda conversation, command, world: handover.withdraw(conversation, command.numero, world),
        Mot.MES_DONNEES: lambda conversation, _, world: rights.my_data(conversation, world),
        Mot.MES_DONNEES_JSON: lambda conversation, _, world: rights.my_data_as_json(conversation, world),
        Mot.OUBLIE_MOI: lambda conversation, _, world: rights.forget(conversation, world),
        Mot.ROBOT: lambda conversation, _, __: handover.call_back(conversation),
        Mot.MERCI: lambda conversation, _, __: manners.thanked(conversation),
        Mot.BONJOUR: lambda conversation, _, __: manners.greeted(conversation),
        Mot.QUI_ES_TU: lambda conversation, _, world: manners.introduced(conversation, world),
        Mot.VIE_PRIVEE: lambda conversation, _, __: rights.promised(conversation),
        Mot.DETAILS: lambda conversation, _, __: manners.pointed_at_details(conversation),
        **bringing.COMMANDS,
    }
)

_YES: Mapping[Phase, Handler] = MappingProxyType(
    {
        Phase.CONFIRMATION: lambda conversation, _, world: handover.record(conversation, world),
        Phase.SENSIBLE: lambda conversation, _, world: handover.record(conversation, world),
        Phase.SUIVI: lambda conversation, _, world: followup.agreed(conversation, world),
        Phase.SUIVI_MOTS: lambda conversation, _, __: followup.kept(conversation),
        Phase.SUIVI_AVANCE: _moved,
        Phase.SUIVI_PARLE: lambda conversation, command, _: followup.talked(conversation, command.mot),
    }
)

_NO: Mapping[Phase, Handler] = MappingProxyType(
    {
        Phase.CONFIRMATION: lambda conversation, _, __: handover.declined(conversation),
        Phase.CORRECTION: lambda conversation, _, __: handover.declined(conversation),
        Phase.SENSIBLE: lambda conversation, _, __: handover.declined(conversation),
        Phase.PHRASE: lambda conversation, _, __: handover.declined(conversation),
        Phase.QUESTION: _no_choice_fits,
        Phase.REPONDU: _something_else,
        Phase.SUIVI: lambda conversation, _, __: followup.refused(conversation),
        Phase.SUIVI_MOTS: lambda conversation, _, __: followup.not_kept(conversation),
        Phase.SUIVI_AVANCE: _moved,
        Phase.SUIVI_PARLE: lambda conversation, command, _: followup.talked(conversation, command.mot),
    }
)

_NUMBER: Mapping[Phase, Handler] = MappingProxyType(
    {
        Phase.REPONDU: _show_fiche,
        Phase.SUIVI: _show_fiche,
        Phase.SUIVI_MOTS: _show_fiche,
        Phase.TRANSMIS: _show_fiche,
        Phase.CONFIRMATION: _show_fiche,
        Phase.QUESTION: lambda conversation, command, world: match.chosen(conversation, command.numero, world),
        Phase.TERRITOIRE: lambda conversation, command, world: region.chosen_place(conversation, command.numero, world),
        Phase.SUIVI_AVANCE: _moved,
    }
)

_OTHER: Mapping[Phase, Handler] = MappingProxyType(
    {
        Phase.REPONDU: _something_else,
        Phase.SUIVI: _something_else,
        Phase.SUIVI_MOTS: _something_else,
        Phase.TRANSMIS: _something_else,
        Phase.CONFIRMATION: _something_else,
        Phase.TERRITOIRE: _something_else,
        Phase.LIBRE: _something_else,
        Phase.QUESTION: _no_choice_fits,
    }
)

_BY_PHASE: Mapping[Mot, Mapping[Phase, Handler]] = MappingProxyType(
    {Mot.OUI: _YES, Mot.NON: _NO, Mot.CHOIX: _NUMBER, Mot.AUTRE: _OTHER}
)


# ---------------------------------------------------------------- small questions


def _free(texte: str) -> bool:
    return bool(flat(texte)) and read(texte) is None


def _names_a_place(conversation: Conversation, texte: str, savoir: Savoir | None) -> bool:
    folded = flat(texte)
    if not conversation.territoire_demande or len(folded.split()) > _SHORT:
        return False
    if _BARE_DEPARTEMENT.fullmatch(folded):
        return True
    return savoir is not None and bool(savoir.read_territoire(texte))
