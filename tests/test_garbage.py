"""What a run's process leaves unsearched, and that it still frees what only holds itself."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import gc

from orchestration.garbage import importing_for_good

searches = []
gc.callbacks.append(lambda phase, told: searches.append(phase) if phase == "start" else None)
with importing_for_good():
    imported = [[] for _ in range(20_000)]
    assert not gc.isenabled()
assert gc.isenabled() and gc.get_freeze_count() >= 20_000, gc.get_freeze_count()
made = [[] for _ in range(100_000)]
assert not searches, "searched while a run makes what it needs"


class Node:
    freed = 0

    def __del__(self):
        Node.freed += 1


for _ in range(300_000):
    node = Node()
    node.itself = node
assert Node.freed > 50_000, Node.freed
"""


def test_what_was_imported_is_never_looked_through_and_later_objects_seldom() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
