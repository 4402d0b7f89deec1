"""Where things lie, and the few values a deployment sets through the environment.

Nothing else in the project reads `COMPLAINTS_*` variables or builds these paths. Nothing is written here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.yaml_text import Document, YamlError, read_yaml

CHECKOUT = Path(__file__).resolve().parent.parent
BUNDLED_CONFIG = CHECKOUT / "seeds"
DBT_PROJECT = CHECKOUT / "dbt_project"
# what Dagster loads, and calls the code location by
DEFINITIONS_MODULE = "orchestration.definitions"

DEMO_TOKEN_KEY = "demo-key-for-the-bundled-feeds-only"

SHORTEST_TOKEN_KEY = 16  # characters; the command in the remedy makes 64
TOKEN_KEY_REMEDY = 'export COMPLAINTS_TOKEN_KEY="$(openssl rand -hex 32)", and keep the key'

RELEASES_KEPT = 30
RUN_DAYS_KEPT = 90

# what builds the models: DuckDB in this machine's memory, or Spark on a cluster
ENGINES = ("duckdb", "spark")

DEFAULT_TIME_ZONE = "Asia/Shanghai"

# workbooks and Parquet give dates as such, which landing writes in these whatever formats a contract names
TYPED_DATE_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")

FEEDS = ("call_center", "hq", "satisfaction_survey", "branch_exposure")

OFFLINE_ENVIRONMENT = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "true",
    "GX_ANALYTICS_ENABLED": "false",
}


# DuckDB and dbt would read these as quotes, patterns and placeholders
_NOT_IN_PATHS = "'\"*?[]{}"


@cache
def shared_rules() -> Mapping[str, Any]:
    """What models and code both go by: the variables of the dbt project."""
    variables: Mapping[str, Any] = _yaml(DBT_PROJECT / "dbt_project.yml")["vars"]
    return variables


def default_date_formats() -> tuple[str, ...]:
    """Formats (of strptime) in which a feed may write dates whose contract names none."""
    return tuple(shared_rules()["timestamp_formats"])


def clock_not_before() -> date:
    """A day before which no machine's clock can stand that runs this version."""
    return date.fromisoformat(shared_rules()["clock_not_before"])


@dataclass(frozen=True)
class DateReading:
    """How the dates of a feed are read: the formats that it may use, and where its clock stands."""

    formats: tuple[str, ...] = field(default_factory=default_date_formats)
    time_zone: str = DEFAULT_TIME_ZONE


class SettingsError(ValueError):
    """A deployment cannot lie where the environment says. The message names the variable and the remedy."""


def _yaml(path: Path) -> Any:
    try:
        return Document(read_yaml(path)).content
    except YamlError as error:
        raise SettingsError(f"{path}, line {error.line}: {error}") from error


def _folder(environ: Mapping[str, str], variable: str, default: Path) -> Path:
    folder = Path(environ.get(variable) or default).resolve()
    found = sorted(set(str(folder)) & set(_NOT_IN_PATHS))
    if found:
        raise SettingsError(f"{variable}: {folder} contains {' '.join(found)}; choose a path without such letters")
    return folder


def _flag(environ: Mapping[str, str], variable: str) -> bool:
    text = environ.get(variable) or "0"
    if text not in ("0", "1"):
        raise SettingsError(f"{variable}: {text!r} is neither 1 (yes) nor 0 (no, as without the variable); set one")
    return text == "1"


def _token_key(environ: Mapping[str, str]) -> str:
    key = environ.get("COMPLAINTS_TOKEN_KEY") or DEMO_TOKEN_KEY
    if len(key) < SHORTEST_TOKEN_KEY:
        raise SettingsError(
            f"COMPLAINTS_TOKEN_KEY: {len(key)} characters can be guessed; take {SHORTEST_TOKEN_KEY} or more: "
            f"{TOKEN_KEY_REMEDY}"
        )
    return key


def earlier_token_key(environ: Mapping[str, str] | None = None) -> str:
    """The key that `COMPLAINTS_TOKEN_KEY_OLD` names, from which a lake is to be taken to another; else the demo key."""
    environ = os.environ if environ is None else environ
    return environ.get("COMPLAINTS_TOKEN_KEY_OLD") or DEMO_TOKEN_KEY


def _engine(environ: Mapping[str, str]) -> str:
    engine = environ.get("COMPLAINTS_ENGINE") or ENGINES[0]
    if engine not in ENGINES:
        raise SettingsError(f"COMPLAINTS_ENGINE: {engine!r} builds no models; give one of {', '.join(ENGINES)}")
    return engine


def _count(environ: Mapping[str, str], variable: str, default: int) -> int:
    text = environ.get(variable) or str(default)
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise SettingsError(
            f"{variable}: {text!r} is no whole number of 1 or more; give one, or unset it for {default}"
        )
    return int(text)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """A deployment: its folders, the key that its tokens are made with, what a release may be, and how many are kept.

    `publishes_tokens`: whether it holds tokens; `allows_empty`: whether one without complaints may take the place of
    one that has some, or be made where nothing that came could be used. `landing_workers`: how many large files land at
    a time. `postgres_url` is the connection string of a database that is to hold the release as well, a secret; None
    where there is none. `engine` builds the models. `spark_master` and `spark_thrift` are addresses, the second perhaps
    with a password, of what is there already; None where there is none.
    """

    home: Path
    config: Path
    token_key: str
    publishes_tokens: bool = False
    allows_empty: bool = False
    releases_kept: int = RELEASES_KEPT
    run_days_kept: int = RUN_DAYS_KEPT
    landing_workers: int = field(default_factory=processors)
    postgres_url: str | None = field(default=None, repr=False)
    engine: str = ENGINES[0]
    spark_master: str | None = None
    spark_thrift: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `COMPLAINTS_HOME`, `COMPLAINTS_CONFIG`, `COMPLAINTS_TOKEN_KEY`, `COMPLAINTS_PUBLISH_TOKENS`,
        `COMPLAINTS_ALLOW_EMPTY`, `COMPLAINTS_RELEASES_KEPT`, `COMPLAINTS_RUN_DAYS_KEPT`, `COMPLAINTS_LANDING_WORKERS`,
        `COMPLAINTS_POSTGRES_URL`, `COMPLAINTS_ENGINE`, `COMPLAINTS_SPARK_MASTER` and `COMPLAINTS_SPARK_THRIFT`; each
        has a default.

        Raises `SettingsError` for a path that the databases could not read, a configuration that is not there, a key
        that is too short, a flag that is neither 0 nor 1, or a number that is none.
        """
        environ = os.environ if environ is None else environ
        config = _folder(environ, "COMPLAINTS_CONFIG", BUNDLED_CONFIG)
        if not (config / "reference").is_dir():
            raise SettingsError(
                f"COMPLAINTS_CONFIG: {config} has no folder `reference`; copy seeds/ and change the copy"
            )
        return cls(
            home=_folder(environ, "COMPLAINTS_HOME", CHECKOUT / "data"),
            config=config,
            token_key=_token_key(environ),
            publishes_tokens=_flag(environ, "COMPLAINTS_PUBLISH_TOKENS"),
            allows_empty=_flag(environ, "COMPLAINTS_ALLOW_EMPTY"),
            releases_kept=_count(environ, "COMPLAINTS_RELEASES_KEPT", RELEASES_KEPT),
            run_days_kept=_count(environ, "COMPLAINTS_RUN_DAYS_KEPT", RUN_DAYS_KEPT),
            landing_workers=_count(environ, "COMPLAINTS_LANDING_WORKERS", processors()),
            postgres_url=environ.get("COMPLAINTS_POSTGRES_URL") or None,
            engine=_engine(environ),
            spark_master=environ.get("COMPLAINTS_SPARK_MASTER") or None,
            spark_thrift=environ.get("COMPLAINTS_SPARK_THRIFT") or None,
        )

    @property
    def uses_bundled_config(self) -> bool:
        """Whether the configuration is the checkout's own, so that the bundled feeds fit it."""
        return self.config == BUNDLED_CONFIG

    @property
    def uses_demo_token_key(self) -> bool:
        """Whether tokens are made with the published demo key, which protects nobody: only bundled files may land."""
        return self.token_key == DEMO_TOKEN_KEY

    @property
    def contracts(self) -> Path:
        return self.config / "contracts"

    @property
    def reference(self) -> Path:
        return self.config / "reference"

    @property
    def bundled_feeds(self) -> Path:
        return BUNDLED_CONFIG / "feeds"

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def lake(self) -> Path:
        return self.home / "lake"

    @property
    def ledger(self) -> Path:
        return self.lake / "ledger"

    @property
    def checked(self) -> Path:
        return self.lake / "checked"

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def warehouse_fingerprint(self) -> Path:
        return self.home / "warehouse.fingerprint"

    @property
    def build_record(self) -> Path:
        return self.home / "warehouse.build.json"

    @property
    def figure_history(self) -> Path:
        return self.home / "figure_history.parquet"

    @property
    def dbt(self) -> Path:
        return self.home / "dbt"

    @property
    def spark(self) -> Path:
        return self.home / "spark"

    @property
    def spark_tables(self) -> Path:
        return self.spark / "tables.json"

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def published_database(self) -> Path:
        return self.published / "complaints.duckdb"

    @property
    def published_parquet(self) -> Path:
        return self.published / "parquet"

    @property
    def releases(self) -> Path:
        return self.published / "releases"

    @property
    def quality(self) -> Path:
        return self.home / "quality"

    @property
    def reports(self) -> Path:
        return self.home / "reports"

    @property
    def docs(self) -> Path:
        return self.home / "docs"

    @property
    def dagster_home(self) -> Path:
        return self.home / "dagster"
