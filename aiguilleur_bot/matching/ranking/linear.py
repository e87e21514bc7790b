"""The system of equations of the classifier, in half the memory of its matrix and on one thread.

One thread: a BLAS that wakes a pool of threads for so little costs ten times more, and starves the rest of the bot.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from threadpoolctl import threadpool_limits

from aiguilleur_bot.matching.index.lexical import Scores

_BLOCK = 384
"""Rows factored at a time."""


def one_thread() -> None:
    """From now on, every product of matrices of this process runs on the thread that asks for it."""
    threadpool_limits(limits=1, user_api="blas")


def solve(rows: Callable[[slice], Scores], targets: Scores) -> Scores:
    """The x of A x = `targets`, for A symmetric positive definite; `targets` is overwritten, and then holds x.

    `rows(which)` gives those rows of A, up to their own diagonal at least: A is asked once, a few rows at a time, and
    only its lower half is held (Cholesky, by blocks). Raises numpy.linalg.LinAlgError when A is not definite.
    """
    count = len(targets)
    blocks = [slice(first, min(first + _BLOCK, count)) for first in range(0, count, _BLOCK)]
    lower: list[Scores] = []
    for block in blocks:
        row = rows(block)[:, : block.stop]
        for left, of_left in zip(blocks, lower, strict=False):
            row[:, left] -= row[:, : left.start] @ of_left[:, : left.start].T
            row[:, left] = np.linalg.solve(of_left[:, left], row[:, left].T).T
        done = row[:, : block.start]
        row[:, block] = np.linalg.cholesky(row[:, block] - done @ done.T)
        targets[block] = np.linalg.solve(row[:, block], targets[block] - done @ targets[: block.start])
        lower.append(np.ascontiguousarray(row))
    for block, row in zip(reversed(blocks), reversed(lower), strict=True):
        targets[block] = np.linalg.solve(row[:, block].T, targets[block])
        targets[: block.start] -= row[:, : block.start].T @ targets[block]
    return targets
