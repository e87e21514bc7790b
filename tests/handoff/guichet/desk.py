"""An aiguilleur in front of the desk, without a bot: says, taps, and reads what is decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from aiguilleur_bot.handoff.guichet.effects import Effect, Say
from aiguilleur_bot.handoff.guichet.model import REPOS, BesoinVu, Collegue, Poste, Tap, Words, World
from aiguilleur_bot.handoff.guichet.step import step
from aiguilleur_bot.vocabulary import Etat

NOW = datetime(2026, 11, 23, 13, 9, tzinfo=UTC)


class Names:
    """Two communs."""

    def nom(self, commun: str) -> str:
        return commun.capitalize()

    def nomme(self, texte: str) -> str | None:
        return texte.casefold() if texte.casefold() in ("dokos", "odoo") else None

    def region(self, texte: str) -> str | None:
        return {"bretagne": "53"}.get(texte.casefold())


def besoin(numero: int = 42, **more: object) -> BesoinVu:
    """Theirs, taken, nobody contacted yet, unless said otherwise."""
    values: dict[str, object] = {
        "numero": numero,
        "texte": "un modèle de bail",
        "etat": Etat.PRISE_EN_CHARGE,
        "a_moi": True,
        "par": "@moi:test",
        "pris_le": NOW,
    }
    return BesoinVu(**(values | more))  # type: ignore[arg-type]


@dataclass
class Front:
    """One aiguilleur; `world` is what they may see."""

    world: World
    poste: Poste = REPOS
    done: list[Effect] = field(default_factory=list)

    def says(self, texte: str, numero: int | None = None, mentions: tuple[str, ...] = ()) -> tuple[Effect, ...]:
        return self._do(Words(texte, numero, mentions))

    def taps(self, cle: str, numero: int | None = None, sujet: str = "") -> tuple[Effect, ...]:
        return self._do(Tap(cle, numero, sujet))

    def _do(self, said: Words | Tap) -> tuple[Effect, ...]:
        self.poste, effects = step(self.poste, said, self.world)
        self.done += effects
        return effects

    def becomes(self, one: BesoinVu) -> None:
        self.world = replace(self.world, besoins={**self.world.besoins, one.numero: one})


def front(*besoins: BesoinVu, **more: object) -> Front:
    world = World(NOW, Names(), besoins={one.numero: one for one in besoins})
    return Front(replace(world, **more))  # type: ignore[arg-type]


def sentences(effects: tuple[Effect, ...]) -> list[str]:
    """The prompts said, in order."""
    return [effect.modele for effect in effects if isinstance(effect, Say)]


def deeds(effects: tuple[Effect, ...]) -> list[Effect]:
    """What is done besides speaking."""
    return [effect for effect in effects if not isinstance(effect, Say)]


FREE = besoin(etat=Etat.NOUVELLE, a_moi=False, par="", pris_le=None)
ANOTHERS = besoin(a_moi=False, par="@sasha:test")
SASHA = Collegue("p-sasha", "@sasha:test")
TEAM = {"collegues": (SASHA, Collegue("p-moi", "@moi:test")), "personne": "p-moi", "membre": True}
