"""« mes données json »: everything, in messages that a server takes, and that a machine reads back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from dialogue.person import Person

from aiguilleur_bot.dialogue.dossier import Dossier
from aiguilleur_bot.dialogue.model import Say
from aiguilleur_bot.dialogue.rights import PART, as_json
from aiguilleur_bot.platforms.markdown import to_html, to_plain

NOW = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
HOSTILE = "*gras* [x](https://y.fr) `code`\n```\n« où ? » : 3 €  <b>"


def read(bloc: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(bloc)["donnees"]
    return found


def test_nothing_held_is_one_empty_object() -> None:
    assert [read(bloc) for bloc in as_json({}, NOW)] == [{}]


def test_a_long_memory_comes_in_parts_and_no_row_is_lost() -> None:
    rows = tuple({"numero": n, "texte": "x" * 500} for n in range(40))
    blocs = list(as_json({"besoin": rows, "lieu": ({"commune": "Auch"},)}, NOW))
    assert len(blocs) > 2
    assert all(len(bloc) < PART + 1000 for bloc in blocs)
    assert [row["numero"] for bloc in blocs for row in read(bloc).get("besoin", [])] == list(range(40))
    assert [row for bloc in blocs for row in read(bloc).get("lieu", [])] == [{"commune": "Auch"}]


def test_what_is_shown_is_what_is_held_to_the_letter_whatever_it_says(in_direct: Person) -> None:
    held = Dossier(NOW, tables={"signalement": ({"mots": HOSTILE},)})
    body = in_direct.says("mes données json", dossier=held)
    assert "```" in body
    plain = to_plain(body)
    assert read(plain[plain.index("{") :]) == {"signalement": [{"mots": HOSTILE}]}
    shown = to_html(body)
    assert shown.count("<pre><code>") == 1
    assert "<b>" not in shown
    assert "<em>" not in shown


def test_a_room_only_learns_that_it_goes_on_in_private(in_room: Person) -> None:
    held = Dossier(NOW, tables={"signalement": tuple({"mots": "y" * 4000} for _ in range(3))})
    assert in_room.says("mes données en json", dossier=held) == "Je vous réponds en message privé."
    told = [effect for effect in in_room.of(Say) if effect.ou == "direct"]
    assert [effect.donnees["partie"] for effect in told] == [1, 2, 3]
    assert [effect.sonne for effect in told] == [True, False, False], "one ring, not three"
