"""Who may invite the bot: the patterns fail closed."""

from __future__ import annotations

import pytest

from aiguilleur_bot.platforms.matrix.rooms import may_invite


@pytest.mark.parametrize(
    ("patterns", "person", "allowed"),
    [
        (["@*:exemple.org"], "@camille:exemple.org", True),
        (["@*:exemple.org"], "@camille:exemple.org.ailleurs.net", False),
        (["@*:exemple.org"], "@camille:ailleurs.net:exemple.org", False),
        (["@*:exemple.org"], "@camille:exempleXorg", False),
        (["@*:*.exemple.org"], "@camille:chat.exemple.org", True),
        (["@*:*"], "@camille:ailleurs.net", True),
        (["@*:*"], "@camille:ailleurs.net:8448", False),
        (["@*:ailleurs.net:8448"], "@camille:ailleurs.net:8448", True),
        (["@camille:exemple.org"], "@camille:exemple.org", True),
        (["@camille:exemple.org"], "@camille2:exemple.org", False),
        (["*"], "@camille:exemple.org", False),
        ([""], "", True),
        ([], "@camille:exemple.org", False),
        (["@[a-z]*:exemple.org"], "@camille:exemple.org", False),
    ],
)
def test_patterns(patterns: list[str], person: str, allowed: bool) -> None:
    assert may_invite(patterns, person) is allowed
