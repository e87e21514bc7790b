"""The bot beside the smallest one, on the same Rocket.Chat of ours, in the same run. Prints a Markdown table.

    PYTHONPATH=tests python -m banc.rocketchat [ROUNDS]

Each round asks one bot and waits, on a stream of its own, for its answer in the thread; then it asks the other: what
slows the machine down slows both.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from banc.__main__ import NEEDS, WARM_UP, Measured
from serveurs.rocketchat.echo import echoing
from serveurs.rocketchat.modes import V9
from serveurs.rocketchat.person import Person
from serveurs.rocketchat.robot import installation
from serveurs.rocketchat.server import RocketChat

ROUNDS = 60


async def trip(person: Person, room: str, bot: str, words: str) -> float:
    """Milliseconds between saying `words` and hearing the answer, which is in their thread."""
    began = time.monotonic()
    root = await person.say(room, f"@aiguilleur {words}")
    await person.wait(lambda message: message["u"]["username"] == bot and message.get("tmid") == root)
    return (time.monotonic() - began) * 1000


async def compare(rounds: int) -> tuple[Measured, Measured]:
    """(echo, ours): round trips."""
    theirs, ours = Measured("echo (aiohttp seul)"), Measured("aiguilleur")
    with tempfile.TemporaryDirectory(prefix="aiguilleur-banc-") as folder, RocketChat(V9) as server:
        echo, account, camille = server.bot("echo"), server.bot("aiguilleur"), server.person("camille")
        with_bot, with_echo = server.channel("entraide", camille, account), server.channel("echo", camille, echo)
        salon = {"plateforme": "rocketchat", "salon": "#entraide", "role": "entraide"}
        limits = {"messages_par_minute": 1000}
        bot = installation(Path(folder) / "bot", server, account, salons=[salon], limites=limits)
        await asyncio.to_thread(bot.start)
        try:
            async with echoing(server, echo), Person(server.url, "camille") as person:
                for number in range(rounds + WARM_UP):
                    words = NEEDS[number % len(NEEDS)]
                    pair = (
                        await trip(person, with_echo, "echo", words),
                        await trip(person, with_bot, "aiguilleur", words),
                    )
                    if number >= WARM_UP:
                        theirs.trips.append(pair[0])
                        ours.trips.append(pair[1])
        finally:
            await asyncio.to_thread(bot.stop)
    return theirs, ours


def table(theirs: Measured, ours: Measured) -> str:
    """Medians and 95 %, and what ours takes more."""
    lines = ["| robot | médiane (ms) | p95 (ms) | de plus, en médiane (ms) |", "|---|---|---|---|"]
    for one in (theirs, ours):
        trips = sorted(one.trips)
        more = statistics.median(trips) - statistics.median(theirs.trips)
        lines.append(
            f"| {one.name} | {statistics.median(trips):.0f} | {trips[int(len(trips) * 0.95)]:.0f} | {more:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"{asked} allers-retours chacun, en alternance.\n")
    print(table(*asyncio.run(compare(asked))))
