"""The two systems of equations of the classifier, in place and on one thread: a base that loads must not need memory.

One thread: a BLAS that wakes a pool of threads for so little costs ten times more, and starves the rest of the bot.
"""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from aiguilleur_bot.matching.lexical import Scores

_BLOCK = 384
"""Rows factored at a time."""


def one_thread() -> None:
    """From now on, every product of matrices of this process runs on the thread that asks for it."""
    threadpool_limits(limits=1, user_api="blas")


def solve(system: Scores, targets: Scores) -> Scores:
    """The x of `system` x = `targets`, for a symmetric positive definite system.

    `system` and `targets` are both overwritten (by blocks, after Cholesky), so that no other matrix of that size is
    needed; `targets` then holds x. Raises numpy.linalg.LinAlgError when the system is not positive definite.
    """
    count = len(system)
    blocks = [slice(first, min(first + _BLOCK, count)) for first in range(0, count, _BLOCK)]
    for block in blocks:
        done = slice(0, block.start)
        system[block, block] -= system[block, done] @ system[block, done].T
        system[block, block] = np.linalg.cholesky(system[block, block])
        targets[block] -= system[block, done] @ targets[done]
        targets[block] = np.linalg.solve(system[block, block], targets[block])
        below = slice(block.stop, count)
        system[below, block] -= system[below, done] @ system[block, done].T
        system[below, block] = np.linalg.solve(system[block, block], system[below, block].T).T
    for block in reversed(blocks):
        done = slice(block.stop, count)
        targets[block] -= system[done, block].T @ targets[done]
        targets[block] = np.linalg.solve(system[block, block].T, targets[block])
    return targets
