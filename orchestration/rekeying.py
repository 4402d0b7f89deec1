"""`complaints rekey`: every file lands again under a new token key, and the warehouse is built anew by the next run."""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Sequence

from orchestration import lease
from orchestration.disk_errors import words_or_raise
from orchestration.file_modes import keep_private
from orchestration.landing import ContractError, LakeError, rekey
from orchestration.settings import Settings, SettingsError, earlier_token_key

_DESCRIPTION = """\
Take the lake from one token key to another. COMPLAINTS_TOKEN_KEY names the new key, COMPLAINTS_TOKEN_KEY_OLD the one
that the lake was made with; without it, that is the demo key of the bundled feeds. Every file lands again from
landing/, so each must still lie there. Killed at any point, either the old lake stands or the new one."""


def main(arguments: Sequence[str] | None = None, program: str = "complaints") -> int:
    """Rekey the lake; the exit status is 0 if the lake has the new key at the end."""
    parser = argparse.ArgumentParser(prog=program, description=_DESCRIPTION)
    parser.add_argument("command", choices=("rekey",), help=argparse.SUPPRESS)
    parser.parse_args(arguments)
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    try:
        keep_private(settings)
        with lease.taken(settings, str(uuid.uuid4()), lambda line: print(line, file=sys.stderr)):
            done = rekey(settings, earlier_token_key(), before_swap=lambda: discard_warehouse(settings))
    except (ContractError, LakeError, lease.AtWorkError) as error:
        print(error, file=sys.stderr)
        return 1
    except Exception as error:
        print(words_or_raise(error, settings.home), file=sys.stderr)
        return 1
    if done is None:
        print("The lake has this key already, or there is none yet: nothing to do.")
    else:
        print(f"{done.files:,} files with {done.rows:,} rows landed again under the new key.")
        print("`complaints run` builds the warehouse anew. Keep the new key; the old one is needed no more.")
    return 0


def discard_warehouse(settings: Settings) -> None:
    """Remove the warehouse file and what is remembered of it; the next run makes both again from the lake."""
    for path in settings.home.glob("warehouse.*"):
        if not path.is_dir():
            path.unlink()
