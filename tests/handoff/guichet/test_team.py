"""Those who coordinate invite, remove and see the hours."""

from __future__ import annotations

import pytest
from handoff.guichet.desk import TEAM, deeds, front, sentences

from aiguilleur_bot.handoff.guichet.effects import Invite, Remove, ShowTime


def test_those_who_coordinate_invite_and_remove() -> None:
    one = front(**TEAM, coordonne=True)
    assert deeds(one.says("inviter @alex:test aiguilleur Bretagne")) == [
        Invite("@alex:test", coordonne=False, region="53")
    ]
    assert deeds(one.says("inviter @alex:test comme coordinatrice")) == [Invite("@alex:test", coordonne=True)]
    assert sentences(one.says("inviter @alex:test aiguilleuse Atlantide")) == ["guichet_lieu_inconnu"]
    assert sentences(one.says("inviter @alex:test")) == ["guichet_inviter"]
    assert deeds(one.says("retirer @sasha:test")) == [Remove("p-sasha")]
    assert deeds(one.says("heures")) == [ShowTime(tous=True)]


@pytest.mark.parametrize("texte", ["inviter @alex:test aiguilleur", "retirer @sasha:test", "heures"])
def test_nobody_else_does(texte: str) -> None:
    assert sentences(front(**TEAM).says(texte)) == ["guichet_coordination"]
