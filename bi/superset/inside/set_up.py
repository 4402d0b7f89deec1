"""Run by Superset's own Python: `set_up.py FOLDER` brings its database up to date and imports the dashboards.

What users added stays; charts of the folder are written over.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from flask_migrate import upgrade
from superset.app import create_app


def main(folder: Path) -> None:
    """Tables, roles, the user `admin` and the dashboards, in one start of the application."""
    with create_app().app_context():
        from superset import appbuilder, security_manager
        from superset.examples.utils import load_configs_from_directory

        upgrade()
        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        if not security_manager.find_user("admin"):
            secrets = json.loads((Path(os.environ["SUPERSET_HOME"]) / "secrets.json").read_text())
            role = security_manager.find_role("Admin")
            security_manager.add_user("admin", "Admin", "-", "admin@localhost", role, secrets["admin_password"])
        # what the command `superset import-directory` calls
        load_configs_from_directory(folder, overwrite=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
