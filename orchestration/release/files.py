"""Files of a release: the hash that each is known by, and copies that are known to be the same."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from orchestration.durable import replacing, sync

READ_ONLY = 0o444


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_whole(source: Path, target: Path, sha256: str) -> None:
    """Copy a file with the given hash; `OSError` if what was written is not that, and then `target` is as before."""
    with replacing(target, READ_ONLY) as temporary:
        shutil.copyfile(source, temporary)
        sync(temporary)
        if sha256_of(temporary) != sha256:
            raise OSError(f"{source} could not be copied to {target} unaltered; check the disk and run again")
