"""Deterministic generator of the example feeds: the bundled world, and the same world at any scale.

Nothing here reads or writes the warehouse; the product is files in the feeds' own formats.
"""

from __future__ import annotations

from benchmarks.generator.bulk import write_scaled
from benchmarks.generator.bundled import bundled_truth, write_bundled

__all__ = ["bundled_truth", "write_bundled", "write_scaled"]
