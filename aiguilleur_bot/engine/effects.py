"""Turns what the dialogue decided into rows: outbox, besoins, follow-ups. All in the transaction of the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from aiguilleur_bot.dialogue import model, state
from aiguilleur_bot.dialogue.apports import Apport
from aiguilleur_bot.dialogue.model import Conversation, Effect
from aiguilleur_bot.engine import apports, neighbours
from aiguilleur_bot.engine.cards import Cards
from aiguilleur_bot.engine.forgetting import forget, withdraw_besoin
from aiguilleur_bot.engine.learning import Learning
from aiguilleur_bot.engine.meetings import Meetings
from aiguilleur_bot.engine.postbox import Scene
from aiguilleur_bot.engine.rings import Rings
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.handoff.rounds import first_escalation
from aiguilleur_bot.platforms.base import Say
from aiguilleur_bot.store import (
    accords,
    besoins,
    conversations,
    lieux,
    mesures,
    personnes,
    rencontres,
    sonneries,
    suivis,
    voisinages,
)
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.vocabulary import OPEN_STATES, Etat, Issue, Motif

SECOND_ROUND = timedelta(days=45)
"""After the first follow-up, at 15 days, one more at 60, never again (transcript 5)."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Applies effects. Nothing here talks to a network."""

    voice: Renderer
    cards: Cards
    rings: Rings
    learning: Learning
    meetings: Meetings

    async def apply(self, scene: Scene, conversation: Conversation, effects: Sequence[Effect]) -> None:
        """Carry out `effects`, in order, and remember `conversation`. Raises store.conversations.Stale."""
        forgotten = any(isinstance(effect, model.Forget) for effect in effects)
        if forgotten:
            await forget(self.voice, self.cards, self.meetings, scene)
            scene = scene.anonymous()
        answer = await self._carry_out(scene, effects)
        for effect in effects:
            if isinstance(effect, model.RecordBesoin):
                await self._own_up(scene, effect)
        tx, now = scene.postbox.tx, scene.postbox.now
        if forgotten:
            return
        fresh = answer != scene.line.reponse and answer is not None
        question = scene.question if scene.question and (fresh or not scene.line.question) else scene.line.question
        await conversations.save(
            tx,
            replace(scene.line, etat=state.dump(conversation), question=question, reponse=answer, maj_le=now),
        )
        if any(isinstance(effect, model.Say | model.ReviseAnswer) for effect in effects):
            await personnes.greeted(tx, scene.personne.id, now)

    async def _carry_out(self, scene: Scene, effects: Sequence[Effect]) -> str | None:
        """Each effect in turn; returns the outbox row of the answer to the opening message, if there is one now."""
        answer = scene.line.reponse
        for index, effect in enumerate(effects):
            part = f"{scene.prefixe}{index}"
            match effect:
                case model.Say():
                    said = await self._say(scene, part, effect, effects)
                    answer = said if effect.reponse and said else answer
                case model.ReviseAnswer():
                    answer = await self._revise(scene, part, effect, answer)
                case model.WithdrawAnswer():
                    if answer is not None:
                        await scene.postbox.withdraw(part, answer)
                    await self.learning.unsaid(scene)
                    answer = None
                case _ if isinstance(effect, Apport):
                    await apports.keep(scene, effect, self.learning.key)
                case _:
                    await self._act(scene, part, effect, effects)
        return answer

    # ------------------------------------------------------------ what is said

    async def _say(self, scene: Scene, part: str, effect: model.Say, effects: Sequence[Effect]) -> str | None:
        body = self.voice.render(effect.modele, dict(effect.donnees))
        if effect.ou == "ici" and not scene.line.directe:
            return await self._in_thread(scene, part, body, rings=effect.sonne)
        here = scene.line.directe and bool(scene.salon)
        moved = any(isinstance(other, model.ContinueInDirect) for other in effects)
        return await scene.postbox.private(
            part,
            scene.personne,
            body,
            room=scene.salon if here else None,
            reply_to=scene.evenement if here else None,
            conversation=_direct(scene) if (scene.line.directe or moved) and scene.personne.id else None,
            greets=False,
        )

    async def _in_thread(self, scene: Scene, part: str, body: str, *, rings: bool) -> str:
        mentions = (scene.personne.compte,) if rings and scene.personne.compte else ()

        def say(id: str) -> Say:
            return Say(
                id=id,
                body=body,
                room=scene.line.salon,
                thread=scene.line.fil,
                reply_to=scene.evenement,
                rings=rings,
                mentions=mentions,
            )

        return await scene.postbox.in_room(
            part,
            scene.line.plateforme,
            say,
            file=scene.file,
            conversation=scene.line.id if scene.personne.id else None,
            personne=scene.personne.id or None,
        )

    async def _revise(self, scene: Scene, part: str, effect: model.ReviseAnswer, answer: str | None) -> str | None:
        body = self.voice.render(effect.modele, dict(effect.donnees))
        if answer is not None and await scene.postbox.edit(part, answer, body, fil=scene.line.fil) is not None:
            return answer
        return await self._say(scene, part, model.Say(effect.modele, effect.donnees, reponse=True), ())

    # ------------------------------------------------------------ what is done

    async def _act(self, scene: Scene, part: str, effect: Effect, effects: Sequence[Effect]) -> None:
        tx, now = scene.postbox.tx, scene.postbox.now
        match effect:
            case model.React():
                if scene.evenement is not None:
                    await scene.postbox.react(
                        part, scene.line.plateforme, scene.salon, scene.evenement, effect.cle, file=scene.file
                    )
            case model.ContinueInDirect():
                await self._continue(scene, effect.conversation)
            case model.RecordBesoin():
                moved = any(isinstance(other, model.ContinueInDirect) for other in effects)
                await self._record(scene, effect, _direct(scene) if moved else scene.line.id)
            case model.CorrectBesoin() | model.CancelBesoin() | model.ResumeRobot() | model.AnswerNear():
                await self._change(scene, part, effect)
            case model.CountHorsPerimetre():
                await suivis.count_one(tx, now.date(), "hors-perimetre")
            case model.PlanSuivi():
                await accords.give(tx, scene.personne.id, accords.SUIVI, now, now + accords.SUIVI_FOR)
                await suivis.plan(
                    tx,
                    personne=scene.personne.id,
                    conversation=_direct(scene),
                    sujet=effect.sujet,
                    tour=1,
                    echeance=now + timedelta(days=effect.jours),
                    commun=effect.commun or None,
                )
            case model.KeepPhrase() | model.CountUsage():
                await self.learning.learn(scene, effect)
            case model.RecordSuivi():
                await self._followed_up(scene, effect)

    async def _continue(self, scene: Scene, conversation: Conversation) -> None:
        tx, now = scene.postbox.tx, scene.postbox.now
        line = await conversations.get(tx, _direct(scene)) or conversations.begun_in_direct(
            scene.personne.id, scene.line.plateforme, now
        )
        await conversations.save(
            tx, replace(line, etat=state.dump(conversation), message=scene.line.message, maj_le=now)
        )

    async def _record(self, scene: Scene, effect: model.RecordBesoin, conversation: str) -> None:
        now = scene.postbox.now
        new = Besoin(
            numero=effect.numero,
            texte=effect.texte,
            action=effect.action,
            region=effect.territoire.region if effect.territoire else None,
            region_nom=effect.territoire.nom if effect.territoire else None,
            appui=effect.appui,
            etat=Etat.NOUVELLE,
            escalade=first_escalation(coup_dur=effect.appui == "coup-dur"),
            issue=Issue.NON_COUVERT if effect.non_couvert else Issue.EN_COURS,
            motif=Motif.AUCUN_COMMUN_CONNU if effect.non_couvert else None,
            proposes=effect.proposes,
            proches=effect.proches,
            maturite=effect.maturite or None,
            famille=effect.famille or None,
            scores=dict(effect.scores) or None,
            lieu_cle=await self._place(scene, effect),
            demandeur=scene.personne.id,
            conversation=conversation,
            message=scene.line.message,
            cree_le=now,
            maj_le=now,
        )
        await besoins.record(scene.postbox.tx, new)
        if new.appui != "coup-dur":
            await voisinages.begin(scene.postbox.tx, new.numero, now)
        await self.rings.announce(scene.postbox, new)

    async def _place(self, scene: Scene, effect: model.RecordBesoin) -> str | None:
        """The key of the place they said, unless the besoin is about another region: it is counted, never named."""
        said = await lieux.of_person(scene.postbox.tx, scene.personne.id)
        region = effect.territoire.region if effect.territoire else None
        if said is None or not said.commune or effect.appui == "coup-dur" or region not in (None, said.region):
            return None
        return lieux.place_key(self.learning.key, said.region, said.commune)

    async def _own_up(self, scene: Scene, effect: model.RecordBesoin) -> None:
        """Last word after a besoin that nobody could be told about: the person must not wait in vain."""
        tx = scene.postbox.tx
        if await besoins.cards(tx, effect.numero) or await sonneries.told_of(tx, effect.numero, scene.postbox.now):
            return
        body = self.voice.render("sans_relais", {"numero": 0 if effect.appui == "coup-dur" else effect.numero})
        await scene.postbox.private(f"{scene.prefixe}sans-relais", scene.personne, body, conversation=_direct(scene))

    async def _change(
        self,
        scene: Scene,
        part: str,
        effect: model.CorrectBesoin | model.CancelBesoin | model.ResumeRobot | model.AnswerNear,
    ) -> None:
        """What a person does to their own open besoin; nothing happens to the besoin of somebody else."""
        tx, now = scene.postbox.tx, scene.postbox.now
        known = await besoins.get(tx, effect.numero)
        if known is None or known.demandeur != scene.personne.id:
            return
        if isinstance(effect, model.AnswerNear):
            await neighbours.answered(scene.postbox, self.meetings, effect)
            return
        if known.etat not in OPEN_STATES:
            return
        if isinstance(effect, model.ResumeRobot):
            told = "robot_rappele"
            await rencontres.called_back(tx, known.numero, scene.personne.id)
            await besoins.note(
                tx, known.numero, quand=now, qui=scene.personne.id, de=known.etat, vers=known.etat, pourquoi="robot"
            )
        elif isinstance(effect, model.CancelBesoin):
            told = "besoin_retire"
            await withdraw_besoin(scene, known)
            await self.meetings.end(scene.postbox, known, "retire")
        else:
            told = "besoin_corrige"
            await besoins.reword(tx, known.numero, effect.texte, now, message=scene.line.message)
        changed = await besoins.get(tx, known.numero) or known
        holder = await personnes.get(tx, known.prise_par) if known.prise_par else None
        if not isinstance(effect, model.ResumeRobot):
            by = holder.compte if holder else None
            await self.cards.update(scene.postbox, changed, prefixe=f"{part}:", par=by, le=changed.prise_le)
        if holder is not None:
            body = self.voice.render(told, {"numero": known.numero, "texte": changed.texte})
            await scene.postbox.private(f"{part}:tenu", holder, body)

    async def _followed_up(self, scene: Scene, effect: model.RecordSuivi) -> None:
        """Said after the first question (`parle` None) and after the second; a last time is planned in between."""
        tx = scene.postbox.tx
        asked = await suivis.last_asked(tx, scene.personne.id)
        if asked is None:
            return
        if effect.parle is None and effect.avance != "sans-reponse":
            await suivis.count_one(tx, scene.postbox.now.date(), mesures.ANSWERED)
            if effect.avance != "non":
                await suivis.count_one(tx, scene.postbox.now.date(), mesures.MOVED)
        over = effect.parle is not None or not effect.encore
        await suivis.answered(tx, asked.id, avance=effect.avance, parle=effect.parle, clos=over)
        await self.learning.followed_up(scene, asked.commun, effect.avance)
        if not effect.encore:
            await suivis.stop(tx, scene.personne.id)
            await accords.withdraw(tx, scene.personne.id, accords.SUIVI)
        elif over and asked.tour == 1 and effect.avance != "oui":
            await suivis.plan(
                tx,
                personne=scene.personne.id,
                conversation=asked.conversation,
                sujet=asked.sujet,
                tour=2,
                echeance=asked.echeance + SECOND_ROUND,
                commun=asked.commun,
            )
        elif over:
            await accords.withdraw(tx, scene.personne.id, accords.SUIVI)


def _direct(scene: Scene) -> str:
    return conversations.direct_id(scene.personne.id)
