"""Writing the parts of an Office file so that the same parts are the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO

_TIME = (1980, 1, 1, 0, 0, 0)


def packed(parts: Iterable[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of named parts in this order, each with the same time.

    Stored parts are the same bytes everywhere, compressed ones where the same zlib compresses them.
    """
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = compression
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def repacked(file: bytes) -> bytes:
    """A zip file with the same parts, without the times at which they were written."""
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return packed((name, archive.read(name)) for name in sorted(archive.namelist()))
