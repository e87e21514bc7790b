"""Install the judges of Rocket.Chat at once: `python -m serveurs.rocketchat.installer`. Silent when all is there."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from serveurs.environnements import node_packages, python_with
from serveurs.rocketchat.vendor import JUGES


def main() -> int:
    """The exit code: 1 when one of them could not be installed, and why on the standard error."""
    with ThreadPoolExecutor() as together:
        waited = [together.submit(node_packages, JUGES / name) for name in ("vendeur", "hubot")]
        waited.append(together.submit(python_with, "rocket-term"))
        failures = [str(failure) for one in waited if (failure := one.exception()) is not None]
    print(*failures, sep="\n", end="", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
