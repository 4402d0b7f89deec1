"""What `make superset` runs: the dashboards over the published release, served to this machine alone."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from bi.superset.generate import generate
from bi.superset.template import LANGUAGES, Template
from orchestration.settings import CHECKOUT, OFFLINE_ENVIRONMENT, Settings, SettingsError

HOST = "127.0.0.1"
_ENVIRONMENT = CHECKOUT / ".venv" / "superset" / "bin"
_INSIDE = Path(__file__).with_name("inside")


def main() -> None:
    """Set up what is not there yet, import the dashboards anew, and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="make superset", description=__doc__)
    parser.add_argument("--port", type=int, default=8088, help="port of 127.0.0.1 (default: 8088)")
    port = parser.parse_args().port
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.exit(str(error))
    if not settings.published_database.exists():
        sys.exit(f"{settings.published_database} is not there yet: run `make run` first.")
    home = settings.home / "superset"
    password_file = _keep_secrets(home)
    generate(settings.published_database, home / "dashboards")
    environment = _environment(home)
    set_up = [_ENVIRONMENT / "python", _INSIDE / "set_up.py", home / "dashboards"]
    log = home / "set_up.log"
    with log.open("w") as output:
        if subprocess.run(set_up, env=environment, stdout=output, stderr=output, check=False).returncode:
            sys.exit(f"Superset could not be set up: {log} says why.")
    for language in LANGUAGES:
        template = Template(language)
        slug, title = (template.said(template.dashboard[name]) for name in ("slug", "title"))
        print(f"{title}: http://{HOST}:{port}/superset/dashboard/{slug}/")
    print(f"Log in as admin; the password is in {password_file}. End with Ctrl-C.", flush=True)
    os.execve(_ENVIRONMENT / "gunicorn", _server(port), environment)


def _keep_secrets(home: Path) -> Path:
    """The file with the keys of this deployment, made at first with random ones that nobody else can read."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / "secrets.json"
    if not path.exists():
        chosen = {"admin_password": secrets.token_urlsafe(12), "secret_key": secrets.token_urlsafe(48)}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(chosen, file, indent=2)
    return path


def _environment(home: Path) -> dict[str, str]:
    own = {
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(_INSIDE / "superset_config.py"),
        "SCARF_ANALYTICS": "false",
        "PYTHONUTF8": "1",
    }
    # the token key and the like are none of its business
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMPLAINTS_")}
    return {**inherited, **OFFLINE_ENVIRONMENT, **own}


def _server(port: int) -> list[str]:
    # threads wait for DuckDB, which works outside Python's lock
    threads = ["--workers", "1", "--worker-class", "gthread", "--threads", "8", "--timeout", "120"]
    return ["gunicorn", *threads, "--bind", f"{HOST}:{port}", "--log-level", "warning", "superset.app:create_app()"]


if __name__ == "__main__":
    main()
