"""The records of Great Expectations, from which it draws its pages: each check adds one, and reads some that are there.

Nothing is judged by them, so a folder in which one cannot be read is given up, and begun anew by the check.
"""

from __future__ import annotations

import json
import logging
import shutil
import uuid
from pathlib import Path

from expectations.validation import RECORDS
from orchestration.durable import make_way

logger = logging.getLogger(__name__)


def give_up_damaged(quality: Path) -> None:
    """Remove the records where one of them is damaged, and say so: no check could be made beside it.

    Folders that stand where a record or a page belongs are moved aside.
    """
    folder = quality / RECORDS
    for path in [*folder.rglob("*.json"), *quality.rglob("*.html")]:
        make_way(path)
    damaged = next((path for path in sorted(folder.rglob("*")) if path.is_file() and not _can_be_read(path)), None)
    if damaged is not None:
        shutil.rmtree(folder)
        logger.warning(f"{damaged} is damaged; the records behind the pages in {quality} begin anew")


def _can_be_read(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            return isinstance(json.loads(text), dict)
        if path.name == ".ge_store_backend_id":
            uuid.UUID(text.rsplit("=", 1)[-1].strip())
    except ValueError:
        return False
    return True
