"""Whoever reads, no name and no address leaks outside what its person agreed to: random people, random readers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from aiguilleur_bot.dialogue.events import Words
from aiguilleur_bot.dialogue.model import Conversation, Say, World
from aiguilleur_bot.dialogue.state import dump
from aiguilleur_bot.dialogue.step import step
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.engine.people import SHOWN, peopled, with_people
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store.referents import Reachable
from aiguilleur_bot.vocabulary import BesoinCompris, Portee, Proposition, Reponse, Suite

NOW = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
ANSWER = Reponse(
    Suite.REPONSE, (BesoinCompris("salles", None, 0.9, tuple(Proposition(c, c, 0.9) for c in ("dokos", "loomio"))),)
)


def reachable(number: int, commun: str, portee: Portee, account: bool) -> Reachable:
    contact = f"@qui{number}x:test" if account else f"qui{number}x@lieu.exemple"
    return Reachable(commun, f"Nom{number}x", contact, account, "test", portee, NOW + timedelta(days=9))


PEOPLE = st.lists(
    st.tuples(st.sampled_from(["dokos", "loomio", "disparu"]), st.sampled_from(Portee), st.booleans()), max_size=7
).map(lambda drawn: [reachable(number, *one) for number, one in enumerate(drawn)])


@settings(max_examples=120, deadline=None)
@given(PEOPLE, st.sampled_from(Portee), st.booleans(), st.integers(0, 6))
def test_what_is_said_holds_only_what_its_reader_may_see(
    base: Base, voice: Voice, people: list[Reachable], reader: Portee, direct: bool, day: int
) -> None:
    known = peopled(base, reader, people, NOW.date() + timedelta(days=day))
    reponse = with_people(ANSWER, known)
    conversation, said = Conversation(direct=direct), ""
    for words, matched in (("salles", reponse), ("1", None), ("59", None), ("2", None)):
        world = World(NOW, known, 1, matched)
        conversation, effects = step(conversation, Words(words), world)
        said += "\n".join(voice.render(e.modele, e.donnees) for e in effects if isinstance(e, Say))
    for one in people:
        if not reader.sees(one.portee) or one.commun == "disparu":
            assert one.nom not in said
            assert one.contact not in said
            assert one.contact not in str(reponse)
        assert one.contact not in dump(conversation), "a contact may be withdrawn: no conversation keeps it"
    for commun in ("dokos", "loomio"):
        allowed = [one for one in people if one.commun == commun and reader.sees(one.portee)]
        shown = [one for one in allowed if one.contact in str(known.contacts(commun, None))]
        assert len(shown) == min(len(allowed), SHOWN)


def test_each_in_turn_comes_first(base: Base) -> None:
    two = [reachable(number, "dokos", Portee.PUBLIC, account=True) for number in range(2)]
    firsts = {
        peopled(base, Portee.PUBLIC, two, NOW.date() + timedelta(days=day)).contacts("dokos", None)[0].valeur
        for day in range(2)
    }
    assert firsts == {one.contact for one in two}
