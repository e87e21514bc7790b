"""Small logistic regressions over named signals, and what they are worth on lines they have not seen: numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONSTANT = 1e-3
"""Deviation below which a signal never changes in what is learned from: it teaches nothing."""
TENTHS = 10
"""Parts of the cross-validation of a regression."""


@dataclass(frozen=True)
class Regression:
    """A logistic regression over named signals; called on rows of them, it gives their chances."""

    names: tuple[str, ...]
    weights: np.ndarray
    bias: float
    means: np.ndarray
    deviations: np.ndarray

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        scaled = np.clip((rows - self.means) / self.deviations, -5, 5)
        return 1 / (1 + np.exp(-(scaled @ self.weights + self.bias)))

    def as_dict(self) -> dict[str, object]:
        """As `ranking.fusion` reads it, without the signals that taught nothing."""
        return {
            "bias": round(float(self.bias), 4),
            "weights": {
                name: [round(float(x), 4) for x in three]
                for name, *three in zip(self.names, self.weights, self.means, self.deviations, strict=True)
                if three[2] > CONSTANT
            },
        }


def fit(names: Sequence[str], rows: np.ndarray, targets: np.ndarray, penalty: float, counts: np.ndarray) -> Regression:
    """Ridge logistic regression by Newton's method. `counts`: for how many rows each row counts."""
    means, deviations = rows.mean(0), rows.std(0) + 1e-6
    x = np.c_[np.clip((rows - means) / deviations, -5, 5), np.ones(len(rows))]
    weights = np.zeros(x.shape[1])
    damping = np.diag([penalty] * len(names) + [1e-6])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-(x @ weights)))
        curvature = (x.T * (counts * chance * (1 - chance))) @ x + damping
        step = np.linalg.solve(curvature, x.T @ (counts * (chance - targets)) + damping @ weights)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return Regression(tuple(names), weights[:-1], float(weights[-1]), means, deviations)


def crossed(
    names: Sequence[str],
    rows: np.ndarray,
    targets: np.ndarray,
    penalty: float,
    counts: np.ndarray,
    of: np.ndarray,
    *,
    cut: int = 0,
) -> np.ndarray:
    """The probability of each row, from a regression that has seen no row of the same line. `of`: the line of each.

    `cut` draws how the lines are cut into parts: one line more, and the same draw cuts them otherwise.
    """
    drawn = (np.random.default_rng(cut).permutation(int(of.max()) + 1) % TENTHS)[of]
    output = np.zeros(len(rows))
    for fold in range(TENTHS):
        others = drawn != fold
        learned = fit(names, rows[others], targets[others], penalty, counts[others])
        output[drawn == fold] = learned(rows[drawn == fold])
    return output


@dataclass(frozen=True)
class Learned:
    """A regression, the cross-validated chance of each row it learned from, and the truth of that row (0 or 1).

    `cuts` are those chances for several ways of cutting the lines; `crossed` for the first one.
    """

    regression: Regression
    cuts: tuple[np.ndarray, ...]
    truth: np.ndarray

    @property
    def crossed(self) -> np.ndarray:
        return self.cuts[0]


def learn(
    penalty: float,
    signals: Sequence[str],
    rows: np.ndarray,
    truth: Sequence[bool],
    counts: Sequence[float] | None = None,
    of: Sequence[int] | None = None,
    *,
    cuts: int = 1,
) -> Learned:
    """Learn from rows and their truth. `counts`, `of`: see `fit`, `crossed`; by default each row once, its own line."""
    targets = np.array(truth).astype(float)
    weighed = np.ones(len(targets)) if counts is None else np.array(counts, dtype=float)
    told = (signals, rows, targets, penalty, weighed)
    lines = np.arange(len(targets)) if of is None else np.array(of)
    return Learned(fit(*told), tuple(crossed(*told, lines, cut=cut) for cut in range(cuts)), targets)
