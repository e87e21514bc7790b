"""`make bench`: the bot beside the smallest nio bot, on the same Synapse, in the same run. Prints a Markdown table.

Each round asks one bot, waits for its answer in the asker's own /sync, then asks the other: what slows the
machine down slows both. Reported: medians, and the ratio.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from serveurs.bot import Bot
from serveurs.fixtures import unique
from serveurs.matrix_client import Person
from serveurs.synapse import SERVER_NAME, Synapse

ROUNDS = 60
WARM_UP = 5
STARTS = 5
NEEDS = (
    "on galère avec les réservations de nos salles, tout est dans un tableur",
    "comment tenir la compta de l'asso sans y passer ses dimanches",
    "il nous faut une carte des producteurs du coin",
    "caler une date de réunion à douze personnes",
)
ECHO = Path(__file__).with_name("echo_bot.py")


@dataclass
class Measured:
    """Round trips in milliseconds, starts in seconds, resident memory in megabytes."""

    name: str
    trips: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    memory: float = 0.0

    def row(self, reference: Measured) -> str:
        trips = sorted(self.trips)
        median, p95 = statistics.median(trips), trips[int(len(trips) * 0.95)]
        ratio = median / statistics.median(reference.trips)
        start = statistics.median(self.starts)
        return f"| {self.name} | {median:.0f} | {p95:.0f} | {ratio:.2f} | {self.memory:.0f} | {start:.2f} |"


class Echo:
    """The smallest bot, in a process of its own."""

    def __init__(self, server: str, account: str) -> None:
        self._command = [sys.executable, str(ECHO), server, account, "lab-password"]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> float:
        began = time.monotonic()
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == "READY"
        return time.monotonic() - began

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)


def resident(pid: int) -> float:
    """Megabytes of memory a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


async def trip(person: Person, room: str, bot: str, words: str) -> float:
    """Milliseconds between saying `words` and hearing the answer, which is in their thread."""
    began = time.monotonic()
    root = await person.say(room, f"@aiguilleur {words}", mentions=(bot,))
    await person.wait(
        room,
        lambda event: event["sender"] == bot and event["content"].get("m.relates_to", {}).get("event_id") == root,
    )
    return (time.monotonic() - began) * 1000


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="aiguilleur-banc-") as folder:
        synapse = Synapse(Path(folder) / "synapse")
        synapse.start()
        try:
            await compare(synapse, Path(folder))
        finally:
            synapse.stop()


async def compare(synapse: Synapse, folder: Path) -> None:
    ours, theirs = synapse.register(unique("robot")), synapse.register(unique("echo"))
    echo_result, bot_result = Measured("echo (nio seul)"), Measured("aiguilleur")
    async with Person(synapse.url, synapse.register(unique("camille"))) as person:
        alias = unique("entraide")
        with_bot = await person.create_room(ours, room_alias_name=alias)
        with_echo = await person.create_room(theirs)
        salon = {"plateforme": "matrix", "salon": f"#{alias}:{SERVER_NAME}", "role": "entraide"}
        bot = Bot(folder / "bot", synapse.url, ours, salons=[salon], limites={"messages_par_minute": 1000})
        echo = Echo(synapse.url, theirs)
        bot.start()  # not counted: it fills the cache
        echo.start()
        await person.until_member(with_bot, ours)
        await person.until_member(with_echo, theirs)
        for number in range(ROUNDS + WARM_UP):
            words = NEEDS[number % len(NEEDS)]
            pair = [await trip(person, with_echo, theirs, words), await trip(person, with_bot, ours, words)]
            if number >= WARM_UP:
                echo_result.trips.append(pair[0])
                bot_result.trips.append(pair[1])
        echo_result.memory, bot_result.memory = resident(echo.pid), resident(bot.pid)
        for _ in range(STARTS):
            bot.stop()
            echo.stop()
            echo_result.starts.append(echo.start())
            bot_result.starts.append(bot.start())
        bot.stop()
        echo.stop()
    print(f"{ROUNDS} allers-retours chacun, en alternance ; {STARTS} démarrages chacun.\n")
    print("| robot | médiane (ms) | p95 (ms) | rapport | mémoire (Mo) | démarrage (s) |")
    print("|---|---|---|---|---|---|")
    print(echo_result.row(echo_result))
    print(bot_result.row(echo_result))


if __name__ == "__main__":
    asyncio.run(main())
