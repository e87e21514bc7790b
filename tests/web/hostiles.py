"""A thousand hostile texts, the same for pages, files and chat: markup, formulas, calls, directions, control signs."""

from __future__ import annotations

import random

from web.histoire import HOSTILE

HOW_MANY = 1_000
PIECES = (
    *HOSTILE,
    *("<", ">", "&", '"', "'", "`", "=", "+", "-", "@", "|", "\t", "\r", "\n", "\x00", "\x1b[31m", "\ufeff", "\u2066"),
    *("<!--", "-->", "]]>", "</bdi></td>", "<svg/onload=x>", "&#60;b&#62;", "%3Cb%3E", "\\", ";", '";=1+1;"'),
    *("עברית", "العربية", "𝕊", "👩🏽‍🚀", "a\u0301" * 40, "\u200b\u200d\u202a", "n" * 3_000),
    *("@room", "@all", " @here ", "(@channel)", "@everyone", "x.@room", "é@all", "\\@all", "\u2028@all", "@\u200ball"),
    *("\n# titre", "\n> cité", "\n- item", "\n```\n", "```js\nx()\n```", "#general", "\u202e@room", ":eyes:"),
    *("**gras**", "*i*", "_i_", "~~b~~", ":*", "\\*", "[x](https://mal.test)", "![x](https://mal.test/i.png)"),
    *("<https://mal.test|x>", "||caché||"),
)


def hostile_texts() -> list[str]:
    """Always the same."""
    drawn = random.Random(1_000)
    return ["".join(drawn.choices(PIECES, k=drawn.randint(1, 4))) for _ in range(HOW_MANY)]
