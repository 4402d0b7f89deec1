"""`python -m benchmarks.peers.start PEER FEEDS NAMES OUT`: makes the counts with one tool and writes them to OUT."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Only the packages of that tool are imported."""
    peer, feeds, names, out = sys.argv[1:]
    importlib.import_module(f"benchmarks.peers.with_{peer}").count(Path(feeds), Path(names), Path(out))


if __name__ == "__main__":
    main()
