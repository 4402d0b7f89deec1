"""Draws `dashboard.en.png` and `dashboard.zh.png` while `make superset` serves: `docs/images/draw_dashboard.py`."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from bi.superset.template import LANGUAGES, Template
from orchestration.settings import CHECKOUT, Settings

_VISIT = [CHECKOUT / ".venv" / "superset" / "bin" / "python", CHECKOUT / "bi" / "superset" / "inside" / "visit.py"]


def main() -> None:
    """A picture of one tab, as Chromium shows it, in each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8088", help="where the dashboards are served")
    parser.add_argument("--tab", default="branches", help="the name of a tab in bi/superset/template/tabs/")
    arguments = parser.parse_args()
    passwords = Settings.from_env().home / "superset" / "secrets.json"
    for language in LANGUAGES:
        template = Template(language)
        slug = template.said(template.dashboard["slug"])
        number = template.dashboard["tabs"].index(arguments.tab) + 1
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([*_VISIT, arguments.url, slug, language, passwords, folder], check=True)
            picture = (Path(folder) / f"{number}.png").read_bytes()
        Path(__file__).with_name(f"dashboard.{language}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
