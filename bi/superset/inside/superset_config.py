"""Superset's configuration: everything lies in `SUPERSET_HOME`, and nothing is asked of or told to another machine."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import yaml
from superset.utils.log import AbstractEventLogger

_HOME = Path(os.environ["SUPERSET_HOME"])
_TEMPLATE = Path(__file__).parent.parent / "template" / "dashboard.yml"

SECRET_KEY = json.loads((_HOME / "secrets.json").read_text())["secret_key"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'metadata.db'}?timeout=30"
SQLALCHEMY_EXAMPLES_URI = SQLALCHEMY_DATABASE_URI

LANGUAGES = {"en": {"flag": "gb", "name": "English"}, "zh": {"flag": "cn", "name": "中文"}}

EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "complaints",
        "label": "Complaints",
        "description": "Okabe and Ito's colours, which colour-blind readers tell apart",
        "isDefault": True,
        "colors": yaml.safe_load(_TEMPLATE.read_text(encoding="utf-8"))["scheme"],
    }
]

# a page may load and call what this server gives, and nothing else: no telemetry, no map tiles
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'", "'unsafe-eval'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}

# wherever the release is swapped for a newer one, the next query reads it
CACHE_CONFIG = DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
RATELIMIT_STORAGE_URI = "memory://"


LOG_LEVEL = logging.WARNING
# the package lacks a picture that each page looks for
logging.getLogger("superset.views.base").setLevel(logging.ERROR)


class _NoEvents(AbstractEventLogger):
    """What somebody looked at is kept nowhere."""

    def log(self, *args: Any, **kwargs: Any) -> None:
        pass


EVENT_LOGGER = _NoEvents()
