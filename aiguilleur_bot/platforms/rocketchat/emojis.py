"""Reactions: people and the engine say signs, the server says names. Only those that mean something to us are here.

Names of the vendor's own list (emojione); a skin tone is a suffix of the name.
"""

from __future__ import annotations

import re
from types import MappingProxyType

NAMES: dict[str, tuple[str, ...]] = {
    "🙋": ("raising_hand", "person_raising_hand", "man_raising_hand", "woman_raising_hand"),
    "✋": ("raised_hand",),
    "🤚": ("raised_back_of_hand", "back_of_hand"),
    "🖐": ("hand_splayed", "raised_hand_with_fingers_splayed"),
    "👍": ("thumbsup", "+1", "thumbup"),
    "👎": ("thumbsdown", "-1", "thumbdown"),
    "👌": ("ok_hand",),
    "✅": ("white_check_mark",),
    "✔": ("heavy_check_mark",),
    "❌": ("x",),
    "✖": ("heavy_multiplication_x",),
    "🙏": ("pray", "folded_hands"),
    "❤": ("heart",),
    "🧭": ("compass",),
    "👀": ("eyes",),
    "🎉": ("tada",),
    "1⃣": ("one",),
    "2⃣": ("two",),
    "3⃣": ("three",),
    "4⃣": ("four",),
}
_SIGNS = MappingProxyType({name: sign for sign, names in NAMES.items() for name in names})
_TONE = re.compile(r"(?:_tone[1-5]|_(?:light|medium_light|medium|medium_dark|dark)_skin_tone)$")
_NOT_KEPT = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def sign(name: str) -> str:
    """The sign that ":name:" stands for; the name itself when we know none."""
    bare = name.strip(":")
    return _SIGNS.get(_TONE.sub("", bare), f":{bare}:")


def name(sign: str) -> str | None:
    """The name under which the server takes `sign` as a reaction, or None."""
    names = NAMES.get(_NOT_KEPT.sub("", sign.split("\u200d", maxsplit=1)[0]).strip())
    return f":{names[0]}:" if names else None
