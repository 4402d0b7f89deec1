"""Random numbers that are the same on every machine and numpy version.

Only the raw stream of a bit generator is used, because numpy promises to keep that stable but not its distributions.
"""

from __future__ import annotations

import zlib

import numpy as np


class Draws:
    """A stream of random draws named by a key; equal keys give equal streams.

    Key parts are integers or strings, e.g. ``Draws(seed, "call_center", 2011)``.
    """

    def __init__(self, *key: int | str) -> None:
        words = [zlib.crc32(part.encode()) if isinstance(part, str) else part for part in key]
        self._bits = np.random.PCG64(np.random.SeedSequence(words))

    def uniform(self, count: int) -> np.ndarray:
        """`count` floats in [0, 1)."""
        return (self._bits.random_raw(count) >> np.uint64(11)) * 2.0**-53

    def below(self, count: int, high: int | np.ndarray) -> np.ndarray:
        """`count` integers from 0 up to but not including `high` (a number, or one per draw)."""
        return (self.uniform(count) * high).astype(np.int64)

    def chance(self, count: int, probability: float | np.ndarray) -> np.ndarray:
        """`count` booleans, true with the given probability."""
        return self.uniform(count) < probability

    def pick(self, count: int, weights: list[float] | np.ndarray) -> np.ndarray:
        """`count` indices into `weights`, each with the chance of its weight."""
        return self.pick_within(np.zeros(count, dtype=np.int64), np.asarray([weights], dtype=float))

    def pick_within(self, groups: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """One column index per element of `groups`, by the weights in that group's row of `weights`.

        `weights` is groups x choices; a row must not be all zero where its group is drawn.
        """
        totals = weights.sum(axis=1, keepdims=True)
        shares = np.cumsum(weights, axis=1) / np.where(totals > 0, totals, 1.0)
        # so that rounding never reaches a choice of weight zero at the end of a row, or the next group
        shares[shares > 1 - 1e-12] = 1.0
        bounds = (shares + np.arange(len(weights))[:, None]).ravel()
        found = np.searchsorted(bounds, groups + self.uniform(len(groups)) * (1 - 1e-12), side="right")
        return found - groups * weights.shape[1]

    def order(self, count: int) -> np.ndarray:
        """A random permutation of 0 to `count` - 1."""
        return np.argsort(self.uniform(count), kind="stable")

    def sample(self, count: int, size: int) -> list[int]:
        """`size` different integers below `count`, in ascending order."""
        return sorted(self.order(count)[:size].tolist())
