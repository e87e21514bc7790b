"""Passing a besoin to humans: the yes, the words, the correction, the withdrawal, and the human's own stretch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiguilleur_bot.dialogue import rewording
from aiguilleur_bot.dialogue.besoin_words import WITHOUT_WORDS, besoin_words
from aiguilleur_bot.dialogue.contacts import network_shown, place_said, territoire
from aiguilleur_bot.dialogue.events import Ended, Expired, Released, Taken
from aiguilleur_bot.dialogue.match import on_match, remembered
from aiguilleur_bot.dialogue.model import (
    CancelBesoin,
    ContinueInDirect,
    Conversation,
    CorrectBesoin,
    Phase,
    RecordBesoin,
    ResumeRobot,
    Say,
    Value,
    World,
)
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.dialogue.stage import at_idea_stage
from aiguilleur_bot.dialogue.turn import SENT, Turn, is_sensitive, number_shown, privately, reminder, said
from aiguilleur_bot.vocabulary import HELD_STATES, OPEN_STATES, Suite


def record(conversation: Conversation, world: World) -> Turn:
    """The person agreed: store the words at hand, tell humans, and go on in direct."""
    agreed = replace(
        conversation,
        phase=Phase.TRANSMIS,
        texte=conversation.texte or WITHOUT_WORDS,
        numero=world.numero,
        interroge=False,
        essais=0,
    )
    kept = _besoin(agreed, world)
    modele = "transmis_coup_dur" if kept.appui == "coup-dur" else "transmis"
    noted = privately(agreed, modele, {"numero": kept.numero, "texte": kept.texte} if modele == "transmis" else {})
    if agreed.direct:
        return agreed, (kept, noted)
    return agreed, (kept, Say("transmis_salon"), noted, ContinueInDirect(replace(agreed, direct=True)))


def ask_human(conversation: Conversation, reste: str, world: World) -> Turn:
    """`humain`: at once with the words known, else after one open question. The word itself is the consent."""
    if reste:
        return sentence(conversation, reste, world)
    if conversation.phase in (Phase.TRANSMIS, Phase.CORRECTION_TRANSMIS):
        return reminder(conversation)
    if conversation.texte or conversation.phase is Phase.PHRASE:
        return record(conversation, world)
    if conversation.direct:
        return said(replace(conversation, phase=Phase.PHRASE, interroge=True), "phrase")
    private = Conversation(direct=True, phase=Phase.PHRASE, interroge=True, territoire=conversation.territoire)
    return conversation, (Say("en_prive"), privately(conversation, "phrase"), ContinueInDirect(private))


def sentence(conversation: Conversation, texte: str, world: World) -> Turn:
    """The words of somebody who already asked for a human: recorded as they are."""
    words = replace(conversation, texte=besoin_words(texte), reponse=remembered(world.reponse), choix=(), vus=())
    return record(replace(words, territoire=place_said(conversation, texte, world)), world)


def declined(conversation: Conversation) -> Turn:
    """A no: nothing is passed on, nothing of it is kept, and a change of mind (« en fait oui ») calls a human."""
    modele = "non_sensible" if conversation.phase is Phase.SENSIBLE else "non"
    ended = replace(conversation, phase=Phase.LIBRE, texte="", reponse=None, choix=(), vus=(), interroge=False)
    return said(replace(ended, essais=0, suggestion=Mot.HUMAIN.value), modele)


def correct(conversation: Conversation, reste: str, world: World) -> Turn:
    """`corriger`, with or without the new words on the same line."""
    if conversation.propose and not reste:
        return rewording.taken(conversation)
    if conversation.phase is Phase.HUMAIN:
        return rewording.with_a_human(conversation, reste)
    if conversation.phase is Phase.SENSIBLE:
        return reminder(conversation)
    if conversation.phase in (Phase.TRANSMIS, Phase.CORRECTION_TRANSMIS):
        waiting = replace(conversation, phase=Phase.CORRECTION_TRANSMIS)
    elif conversation.phase in (Phase.CONFIRMATION, Phase.CORRECTION):
        waiting = replace(conversation, phase=Phase.CORRECTION)
    else:
        return on_match(conversation, reste, world) if reste else said(conversation, "bienvenue")
    if reste:
        return corrected(waiting, reste, world)
    return said(waiting, "corriger" if conversation.direct else "corriger_salon")


def corrected(conversation: Conversation, texte: str, world: World) -> Turn:
    """The new words: back to the confirmation, or to the humans when the besoin is already theirs."""
    words = besoin_words(texte)
    if not words:
        return reminder(conversation)
    if conversation.phase is Phase.CORRECTION_TRANSMIS and conversation.numero is not None:
        now = replace(conversation, phase=Phase.TRANSMIS, texte=words)
        told = Say("corrige", {"numero": number_shown(now), "texte": words})
        return now, (CorrectBesoin(conversation.numero, words), told)
    if world.reponse is not None and world.reponse.suite is Suite.SENSIBLE:
        return on_match(conversation, texte, world)
    reponse = remembered(world.reponse) or conversation.reponse
    where = place_said(conversation, texte, world)
    now = replace(conversation, phase=Phase.CONFIRMATION, texte=words, reponse=reponse, territoire=where)
    return said(now, "confirmation", {"texte": words})


def withdraw(conversation: Conversation, numero: int, world: World) -> Turn:
    """`retirer`: the besoin of this conversation, or the only open one of the person."""
    if conversation.phase in (Phase.CONFIRMATION, Phase.CORRECTION, Phase.SENSIBLE) and not numero:
        return declined(conversation)
    candidates = _withdrawable(conversation, numero, world)
    if not candidates:
        return said(conversation, "rien_a_retirer", {"numero": numero})
    if len(candidates) > 1:
        return said(conversation, "retirer_lequel", {"numeros": candidates[-3:]})
    cancelled = candidates[0]
    left = conversation
    if conversation.numero == cancelled:
        left = replace(Conversation(direct=conversation.direct), territoire=conversation.territoire)
    shown = 0 if conversation.numero == cancelled and is_sensitive(conversation) else cancelled
    return left, (CancelBesoin(cancelled), Say("retire", {"numero": shown}))


def with_a_human(conversation: Conversation, event: Taken | Ended | Released | Expired, world: World) -> Turn:
    """What humans do with a besoin is said to whoever asked: they have it, are done with it, or give it back."""
    match event:
        case Taken():
            return taken(conversation, event)
        case Ended():
            return over(conversation, _ended(event), world)
        case Expired():
            return over(conversation, _expired(event, world), world)
        case Released():
            return released(conversation, event)


def taken(conversation: Conversation, event: Taken) -> Turn:
    """A human has it: the person is told who, and the robot leaves them alone."""
    return replace(conversation, phase=Phase.HUMAIN, numero=conversation.numero or event.numero or None), (
        Say("pris_personne", {"par": event.par, "comment": event.comment}, ou="direct", sonne=True),
    )


def over(conversation: Conversation, told: Say, world: World) -> Turn:
    """It is over with the human: a visible end, and the robot speaks again unless another human has them."""
    held = world.dossier is not None and any(one.etat in HELD_STATES for one in world.dossier.besoins)
    if conversation.phase not in SENT or held:
        return conversation, (told,)
    return Conversation(direct=conversation.direct, territoire=conversation.territoire), (told,)


def _ended(event: Ended) -> Say:
    numero = 0 if event.coup_dur else event.numero
    data: dict[str, Value] = {"par": event.par, "numero": numero, "manque": event.manque and not event.coup_dur}
    return Say("fin_personne", data, ou="direct", sonne=True)


def _expired(event: Expired, world: World) -> Say:
    network = network_shown(world.savoir.reseau(event.territoire), event.territoire)
    data = {"numero": 0 if event.coup_dur else event.numero, "seul": event.seul, "reseau": network}
    return Say("expire_personne", data, ou="direct", sonne=True)


def released(conversation: Conversation, event: Released) -> Turn:
    """Nobody has it any more: it is said, and the robot speaks again."""
    told = Say("rendu_personne", {"numero": 0 if event.coup_dur else event.numero}, ou="direct", sonne=True)
    back = replace(conversation, phase=Phase.TRANSMIS) if conversation.phase is Phase.HUMAIN else conversation
    return back, (told,)


def call_back(conversation: Conversation) -> Turn:
    """`robot`: it speaks again; the human keeps the besoin."""
    if conversation.phase is not Phase.HUMAIN:
        return said(conversation, "bienvenue") if conversation.phase is Phase.LIBRE else reminder(conversation)
    back = replace(conversation, phase=Phase.TRANSMIS)
    told = Say("robot_revient", {"numero": number_shown(conversation)})
    return back, (ResumeRobot(conversation.numero), told) if conversation.numero is not None else (told,)


def _besoin(conversation: Conversation, world: World) -> RecordBesoin:
    reponse = conversation.reponse
    first = reponse.besoins[0] if reponse is not None and reponse.besoins else None
    if is_sensitive(conversation):
        where = territoire(conversation, world)
        return RecordBesoin(world.numero, conversation.texte, "coup-dur", territoire=where)
    found = [p for besoin in reponse.besoins for p in besoin.propositions] if reponse is not None else []
    near = [p.id for p in found]
    return RecordBesoin(
        numero=world.numero,
        texte=conversation.texte,
        appui="coup-de-pouce",
        action=first.action if first is not None else None,
        territoire=territoire(conversation, world),
        proposes=conversation.vus,
        proches=tuple(commun for commun in dict.fromkeys(near) if commun not in conversation.vus)[:3],
        maturite=_stage(conversation, world),
        non_couvert=reponse is not None and reponse.suite is Suite.INCONNU and not conversation.vus,
        famille=_family(near, world),
        scores=tuple((p.id, round(p.score, 3)) for p in found),
    )


def _family(near: Sequence[str], world: World) -> str:
    """What the nearest one answers; nothing when it left the base since it was found."""
    try:
        return world.savoir.fiche(near[0]).besoins[0] if near else ""
    except KeyError:
        return ""


def _stage(conversation: Conversation, world: World) -> str:
    """How far along the place is, as the person said it: of their place, or in these very words."""
    said_once = world.lieu.stade if world.lieu is not None else ""
    return said_once or ("idee" if at_idea_stage(conversation.texte) else "")


def _withdrawable(conversation: Conversation, numero: int, world: World) -> tuple[int, ...]:
    """Besoins of this person only: theirs in this conversation, or open in what is held about them."""
    held = [b.numero for b in world.dossier.besoins if b.etat in OPEN_STATES] if world.dossier is not None else []
    mine = [conversation.numero] if conversation.numero is not None else []
    if numero:
        return (numero,) if numero in (*held, *mine) else ()
    if conversation.numero is not None and (conversation.phase in SENT or not held):
        return (conversation.numero,)
    return tuple(held)
