"""Our messages on a person's screen, as the vendor's own parser reads them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serveurs.rocketchat.vendor import VendorJudge, nodes

from aiguilleur_bot.platforms.rocketchat import emojis
from aiguilleur_bot.platforms.rocketchat.emojis import NAMES
from aiguilleur_bot.platforms.rocketchat.rendering import JOINER, length, pieces, render

MARKED = [
    ("**1. Dokos**, un logiciel", [("BOLD", "1. Dokos")]),
    ("(**gras**) et **fin :**", [("BOLD", "gras"), ("BOLD", f"fin :{JOINER}")]),
    ("l'*italique* d'un mot", [("ITALIC", "italique")]),
    ("mot*dedans*suite", [("ITALIC", "dedans")]),
    ("[le site](https://exemple.org/a_b_c)", [("LINK", "le site → https://exemple.org/a_b_c")]),
    ("**[le site](https://exemple.org)**", [("BOLD", ""), ("LINK", "le site → https://exemple.org")]),
    ("écrire à contact_un@exemple.org", [("LINK", "contact_un@exemple.org → mailto:contact_un@exemple.org")]),
    ("modele_de_bail et _pas italique_ et 2 * 3 * 4", []),
    (
        r"\*pas gras\* \_ni italique\_ \[x\](https://exemple.org)",
        [("LINK", "https://exemple.org → https://exemple.org")],
    ),
    ("# pas un titre, #general non plus", []),
    ("10:30 :) :eyes: ||caché|| ~barré~ `code`", []),
    ("---", []),
    ("<https://exemple.org|votre banque>", []),
    ("@camille et @all, (@here)", []),
    ("**a \\* b** et **@camille**", [("BOLD", "a ∗ b"), ("BOLD", f"@{JOINER}camille")]),
    ('```\n{"a": "*x* _y_"}\n```', [("CODE", "")]),
]


@pytest.mark.rocketchat
@pytest.mark.parametrize(("body", "expected"), MARKED)
def test_what_is_marked_is_marked_and_nothing_else(
    judge: VendorJudge, body: str, expected: list[tuple[str, str]]
) -> None:
    found = [(kind, words) for kind, words in nodes(judge.tree(render(body))) if kind != "CODE_LINE"]
    assert [kind for kind, _ in found] == [kind for kind, _ in expected]
    for (_, words), (kind, wanted) in zip(found, expected, strict=True):
        assert wanted == words or (not wanted and kind in {"BOLD", "CODE"})


@pytest.mark.rocketchat
def test_only_those_to_call_are_called(judge: VendorJudge) -> None:
    text = render("@camille. @cam_ille, (@sasha) @sasha-bis @dominique", ["@camille", "@cam_ille", "@sasha"])
    called = [words for kind, words in nodes(judge.tree(text)) if kind == "MENTION_USER"]
    assert called == ["camille", "cam_ille", "sasha"]


@pytest.mark.rocketchat
@settings(max_examples=100, deadline=None)
@given(words=st.text(alphabet=st.sampled_from("ab é1*_~`#:;()[]<>|@.-\\/'=+!"), max_size=24))
def test_what_a_person_wrote_is_shown_as_they_wrote_it(judge: VendorJudge, words: str) -> None:
    """Whatever signs it holds: no bold, no call, no face."""
    literal = "".join(f"\\{sign}" if sign in "\\*_[]()>`#+.!~|-" else sign for sign in words)
    tree = judge.tree(f"x {render(literal)} y")
    assert {kind for kind, _ in nodes(tree)} <= {"LINK"}


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_é🧭\n"), max_size=300), st.integers(20, 60))
def test_a_long_message_is_cut_and_nothing_of_it_is_lost(text: str, most: int) -> None:
    found = pieces(text, most)
    assert all(length(piece) <= most for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_ordinary_words_are_left_as_they_are() -> None:
    words = "Bonjour, à 10:30 : Dokos, Xp, 3D = beau ; choix : 1. un, 50 % > 20, n° 12, l'eau"
    assert render(words) == words


def test_a_long_message_is_cut_where_it_breathes() -> None:
    paragraphs = [f"paragraphe {n} " + "mot " * 20 for n in range(8)]
    found = pieces("\n\n".join(paragraphs), 400)
    assert all(piece.startswith("paragraphe") for piece in found)
    assert len(found) == 2
    assert pieces("🧭" * 30, 20) == ["🧭" * 6] * 5
    fenced = pieces("début\n```\n" + "\n".join(f'"ligne {n}",' for n in range(30)) + "\n```\nfin", 120)
    assert len(fenced) > 2
    assert all(piece.count("```") % 2 == 0 and length(piece) <= 120 for piece in fenced)
    assert pieces("court", 5000) == ["court"]


@pytest.mark.rocketchat
def test_the_vendor_knows_each_name_of_a_sign_and_means_the_same_by_it(judge: VendorJudge) -> None:
    for sign, names in NAMES.items():
        for name in names:
            shown = judge.emoji(f":{name}:")
            assert shown is not None, name
            assert shown.replace("\ufe0f", "").split("\u200d")[0] == sign, name
    assert emojis.sign(":raised_hand_tone3:") == "✋"
