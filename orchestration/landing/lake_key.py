"""Which token key a lake was made with. Tokens of two keys in one lake would make two customers of each.

The lake keeps a slow, salted hash of its key, from which the key cannot be had, in its identity file.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from functools import cache
from typing import Any

from orchestration.durable import write_whole
from orchestration.lake_identity import identity_file, only_writer
from orchestration.landing.errors import LakeError, TokenKeyError
from orchestration.landing.lake import PRIVATE_MODE
from orchestration.landing.lake_swap import finish_rekey
from orchestration.landing.ledger import ledger_path, read_entries
from orchestration.settings import DEMO_TOKEN_KEY, FEEDS, Settings

ENTRY = "token_key"

_COST = {"n": 2**14, "r": 8, "p": 1}


def claim_lake(settings: Settings) -> None:
    """Make sure that the lake is one of this deployment's key; a lake without loads becomes one.

    Raises `TokenKeyError` where the lake was made with another key: nothing may land then.
    """
    settings.lake.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
    with only_writer(settings.lake):
        identity = _identity(settings)
        if ENTRY in identity and is_key_of(identity[ENTRY], settings.token_key):
            return
        if ENTRY in identity and _has_loads(settings):
            raise TokenKeyError(_other_key(settings, identity[ENTRY]))
        content = {**identity, ENTRY: key_fingerprint(settings.token_key)}
        write_whole(identity_file(settings.lake), json.dumps(content, indent=2) + "\n")


def require_lake_key(settings: Settings) -> None:
    """Raise `TokenKeyError` where the lake was made with another key than the deployment's."""
    finish_rekey(settings)
    recorded = _identity(settings).get(ENTRY)
    if recorded and not is_key_of(recorded, settings.token_key) and _has_loads(settings):
        raise TokenKeyError(_other_key(settings, recorded))


def lake_has_key(settings: Settings, key: str) -> bool:
    """Whether the lake was made with this key, as far as it remembers one."""
    recorded = _identity(settings).get(ENTRY)
    return recorded is not None and is_key_of(recorded, key)


def key_fingerprint(key: str) -> dict[str, str]:
    """A salted hash by which a key is recognised."""
    salt = secrets.token_hex(16)
    return {"salt": salt, "scrypt": _hash(key, salt)}


def is_key_of(recorded: dict[str, str], key: str) -> bool:
    """Whether a fingerprint is that of a key."""
    return secrets.compare_digest(recorded["scrypt"], _hash(key, recorded["salt"]))


@cache
def _hash(key: str, salt: str) -> str:
    return hashlib.scrypt(key.encode(), salt=bytes.fromhex(salt), **_COST).hex()


def _identity(settings: Settings) -> dict[str, Any]:
    path = identity_file(settings.lake)
    try:
        identity = json.loads(path.read_text(encoding="utf-8"))
        if ENTRY in identity:
            bytes.fromhex(identity[ENTRY]["salt"] + identity[ENTRY]["scrypt"])
        return {**identity}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise LakeError(
            f"{path}: cannot be read; restore it from a backup, as a file that this user may read. Without one, make "
            "sure that COMPLAINTS_TOKEN_KEY is the key that the lake was made with, and move it away: all that landed "
            "stays, and is built anew"
        ) from error


def _has_loads(settings: Settings) -> bool:
    return any(entry.status == "loaded" for feed in FEEDS for entry in read_entries(ledger_path(settings.ledger, feed)))


def _other_key(settings: Settings, recorded: dict[str, str]) -> str:
    rebuild = f"or remove {settings.lake} and {settings.warehouse}, and run again with all files in {settings.landing}"
    if is_key_of(recorded, DEMO_TOKEN_KEY):
        return (
            f"{settings.lake} was made with the published demo key, and COMPLAINTS_TOKEN_KEY now names a key of your "
            f"own. Run `complaints rekey` once, which lands every file again under it; {rebuild}. Nothing landed."
        )
    if settings.uses_demo_token_key:
        return (
            f"{settings.lake} was made with a key of your own, and COMPLAINTS_TOKEN_KEY is not set. Set it to that "
            "key. Nothing landed."
        )
    return (
        f"{settings.lake} was made with another key than COMPLAINTS_TOKEN_KEY names. Set it to the key that the lake "
        "was made with; to change the key, run `complaints rekey` with the earlier one in COMPLAINTS_TOKEN_KEY_OLD, "
        f"{rebuild}. Nothing landed."
    )
