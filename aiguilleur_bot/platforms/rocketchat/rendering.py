"""The port's small Markdown in Rocket.Chat's own: `*bold*`, `_italic_`, and a text that stays a text.

What the vendor's parser makes of it was tried sign by sign (tests/platforms/rocketchat/test_rendering.py): a backslash
takes `* _ ~ ` #` literally, but not inside bold, italic or a label; nothing takes `:` or `@` literally, so an invisible
joiner is put after them. Everything that looks like a name is a call that rings: only those to call are left whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from aiguilleur_bot.platforms.markdown import FENCED, MARKS

JOINER = "\u2060"
_FENCE = "```"
_WHOLE = re.compile(r"(?:https?://|www\.)[^\s<>|()]+|(?<![^\s(])[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_CALL = re.compile(r"(?<![^\W_])@(?=[\w.-])")
_LITERAL = re.compile(r"[*_~`]|#(?=[\w.#-])|^#")
_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "'", "_": "＿", "[": "(", "]": ")"})
_SHORT_NAME = re.compile(r":(?=[a-zA-Z_+-][\w+-]*:)")
_FACE = re.compile(
    r"[:;=](?=[-'^]?[)(*|/\\DPpbO$@>{}\[\]#])|(?<!\d):(?=3)|[>:](?=\.[<:])|[%><#](?=[-'^]?[)(|\\/])"
    r"|(?<!\w)[xX8BD](?=[-'^]?[)(:|D](?!\w))|(?<=[-'^])[:;]"
)
_LINK = re.compile(r"<(?=https?:)|\](?=\()|\|(?=\|)")
_RULE = re.compile(r"(?:[-*_]\s*){3,}")


def render(body: str, mentions: Iterable[str] = ()) -> str:
    """`body` as a Rocket.Chat message. Of all accounts in it, only those of `mentions` are called."""
    called = frozenset(mentions)
    parts = FENCED.split(body)
    return "\n".join(
        f"{_FENCE}\n{part}\n{_FENCE}" if index % 2 else "\n".join(_line(line, called) for line in part.split("\n"))
        for index, part in enumerate(parts)
        if part or len(parts) == 1
    )


def names(text: str, person: str) -> bool:
    """Whether the account `person` ("@marie") stands in `text`, by itself: not as the beginning of "@marie-claire"."""
    return _named([person]).search(text) is not None


def length(text: str) -> int:
    """As the server counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, most: int) -> list[str]:
    """`text`, already rendered, in messages of at most `most` units, cut between paragraphs, lines or words.

    What stands between fences stays between fences.
    """
    found: list[str] = []
    held: list[str] = []
    fenced = False
    for line in _short_lines(text, most - 2 * len(_FENCE) - 2):
        closing = [_FENCE] if fenced and line != _FENCE else []
        if held and length("\n".join([*held, line, *closing])) > most:
            kept, held = _cut(held) if not fenced else (held, [])
            found.append("\n".join([*kept, *closing] if fenced else kept))
            held = [_FENCE, *held] if fenced else held
        held.append(line)
        fenced ^= line == _FENCE
    return [piece for piece in (*found, "\n".join(held)) if piece.strip()] or [text]


def _cut(lines: list[str]) -> tuple[list[str], list[str]]:
    """Where to cut: after the last blank line of the second half, else at the end."""
    for place in range(len(lines) - 1, len(lines) // 2, -1):
        if not lines[place].strip():
            return lines[:place], lines[place + 1 :]
    return lines, []


def _short_lines(text: str, most: int) -> Iterator[str]:
    for line in text.split("\n"):
        rest = line
        while length(rest) > most:
            head = _head(rest, most)
            yield head.rstrip()
            rest = rest[len(head) :].lstrip()
        yield rest


def _head(line: str, most: int) -> str:
    """As much of `line` as `most` units hold, cut at a space when there is one."""
    end, units = 0, 0
    for end, sign in enumerate(line):  # noqa: B007 - where it stops is the answer
        units += length(sign)
        if units > most:
            break
    space = line.rfind(" ", end // 2, end)
    return line[: space if space > 0 else max(end, 1)]


# ---------------------------------------------------------------- one line


def _line(line: str, called: frozenset[str]) -> str:
    prefix = line[:2] if line.startswith(("- ", "> ")) else ""
    text = line[len(prefix) :]
    if _RULE.fullmatch(text):
        return f"{prefix}{JOINER}{text}"
    return prefix + _inline(text, called)


def _inline(text: str, called: frozenset[str]) -> str:
    shown, end, plain = "", 0, ""
    for mark in MARKS.finditer(text):
        plain += text[end : mark.start()]
        end = mark.end()
        if mark.lastgroup == "literal":
            plain += mark["literal"]
            continue
        shown += _text(plain, called)
        plain = ""
        before, after = text[: mark.start()][-1:], text[end : end + 1]
        shown += _marked(mark, before, after, called)
    return shown + _text(plain + text[end:], called)


def _marked(mark: re.Match[str], before: str, after: str, called: frozenset[str]) -> str:
    if mark.lastgroup == "url":
        return f"[{_bare(mark['label'])}]({mark['url']})"
    if mark.lastgroup == "strong":
        inside = _within(mark["strong"], called)
        if inside.endswith(":"):  # ":*" is a kiss
            inside += JOINER
        return f"{JOINER if before == ':' else ''}*{inside}*{JOINER if after == ')' else ''}"
    inside = _within(mark["em"], called)
    if "_" in inside:
        return inside
    return f"{JOINER if before.isalnum() else ''}_{inside}_{JOINER if after.isalnum() else ''}"


def _within(text: str, called: frozenset[str]) -> str:
    """The inside of bold or italic, where no backslash counts. A link in it stays one."""
    shown, end = "", 0
    for mark in MARKS.finditer(text):
        shown += _alike(text[end : mark.start()], called)
        end = mark.end()
        if mark.lastgroup == "url":
            shown += f"[{_bare(mark['label'])}]({mark['url']})"
        else:
            shown += _alike(mark[mark.lastgroup or 0], called)
    return shown + _alike(text[end:], called)


def _bare(label: str) -> str:
    """The words of a link."""
    return _hushed(re.sub(r"\\(.)", r"\1", label).translate(_ALIKE))


def _text(text: str, called: frozenset[str]) -> str:
    return _around(text, lambda part: _hushed(_LITERAL.sub(lambda sign: "\\" + sign[0], part)), called)


def _alike(text: str, called: frozenset[str]) -> str:
    def alike(part: str) -> str:
        return _hushed(_LITERAL.sub(lambda sign: sign[0].translate(_ALIKE).replace("#", f"#{JOINER}"), part))

    return _around(text, alike, called)


def _around(text: str, change: Callable[[str], str], called: frozenset[str]) -> str:
    """`text` changed, but for its addresses, and the names of those to call, where every sign is its own."""
    kept = re.compile(f"{_WHOLE.pattern}|{_named(called).pattern}") if called else _WHOLE
    shown, end = "", 0
    for whole in kept.finditer(text):
        shown += change(text[end : whole.start()])
        if shown.endswith("<"):
            shown += JOINER  # « <https://…|words> » is a link that hides where it goes
        shown += whole[0]
        end = whole.end()
        if whole[0] in called and text[end : end + 1] in (".", ":"):
            shown += JOINER  # the server takes a full stop for a part of the name
    return shown + change(text[end:])


def _named(people: Iterable[str]) -> re.Pattern[str]:
    """The accounts `people`, where each stands by itself. A full stop goes on a name when a sign follows it."""
    either = "|".join(re.escape(one) for one in sorted(people, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?![\w-]|\.\w)")


def _hushed(text: str) -> str:
    """`text` without faces, names of signs, or calls."""
    for found in (_SHORT_NAME, _FACE, _LINK, _CALL):
        text = found.sub(lambda sign: sign[0] + JOINER, text)
    return text
