"""How long the event loop waits for its turn while needs are matched in worker threads, and while a base is reloaded.

    PYTHONPATH=tests python -m banc.boucle [SECONDS]

A probe sleeps one millisecond again and again on the loop: what it oversleeps is what a message, a heartbeat or a page
waits. Other programs make it late too. What Linux says our threads waited for a processor (`schedstat`) is taken off in
the last columns: what is left is ours, a thread that kept the interpreter.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from banc.correspondance import FOLDER, needs

from aiguilleur_bot.engine.threads import give_way, settle, undisturbed
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.settings import shipped

SECONDS = 10.0
_NAP = 0.001


def waited() -> float:
    """Milliseconds the threads of this process have waited for a processor, since they began."""
    total = 0
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # A thread may end meanwhile.
            total += int((thread / "schedstat").read_text().split()[1])
    return total / 1e6


async def lateness(seconds: float, work: Iterable[Callable[[], object]]) -> list[tuple[float, float]]:
    """Milliseconds the probe was late, in all and by our fault, while each `work` is done again and again."""
    works = list(work)
    loop = asyncio.get_running_loop()
    stopping = False

    def again(one: Callable[[], object]) -> None:
        while not stopping:
            one()

    with ThreadPoolExecutor(max_workers=max(1, len(works))) as threads:
        running = [loop.run_in_executor(threads, again, one) for one in works]
        late = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            elsewhere, began = waited(), time.perf_counter()
            await asyncio.sleep(_NAP)
            overslept = max(0.0, (time.perf_counter() - began - _NAP) * 1000)
            late.append((overslept, max(0.0, overslept - (waited() - elsewhere))))
        stopping = True
        await asyncio.gather(*running)
    return late


def line(label: str, late: list[tuple[float, float]]) -> str:
    """A line of the table."""
    cells = [label]
    for one in (sorted(both[0] for both in late), sorted(both[1] for both in late)):
        cells += [f"{one[len(one) // 2]:.1f}", f"{one[int(len(one) * 0.999)]:.1f}", f"{one[-1]:.1f}"]
    return "| " + " | ".join(cells) + " |"


async def main(seconds: float) -> None:
    cache = FOLDER / "cache-livree"
    base = load([shipped("knowledge")]).base
    assert base is not None
    matcher = Matcher.load(base, cache=cache)
    asked = needs(base)

    def match() -> None:
        matcher.understand(asked[0])
        asked.append(asked.pop(0))

    def reload() -> None:
        with undisturbed():
            again = load([shipped("knowledge")]).base
            assert again is not None
            Matcher.load(again, cache=cache)
        settle()

    give_way()
    settle()
    print(
        "| au travail pendant ce temps | retard médian (ms) | 99,9 % | le pire | à nous : médian | 99,9 % | le pire |"
    )
    print("|---|---|---|---|---|---|---|")
    print(line("rien", await lateness(seconds, [])))
    print(line("un besoin après l’autre", await lateness(seconds, [match])))
    print(line("deux fils à la fois", await lateness(seconds, [match, match])))
    print(line("un besoin après l’autre, et des relectures de la base", await lateness(seconds, [match, reload])))


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
