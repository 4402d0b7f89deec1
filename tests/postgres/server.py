"""A PostgreSQL server of the tests' own: in a folder that goes with it, on a socket and the loopback address."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

OWNER = "owner"  # a superuser, whom the socket lets in without a password
PASSWORD = "p@ss/wörd?#1"  # of `loader`, over TCP

REMEDY = "no PostgreSQL server is installed: `apt-get install postgresql`, or have its initdb on the PATH"


def folder_of_binaries() -> Path:
    """Where initdb and pg_ctl lie; packages of Debian keep them off the path."""
    found = [Path(path).resolve().parent for path in filter(None, [shutil.which("initdb")])]
    if config := shutil.which("pg_config"):
        found.append(Path(subprocess.check_output([config, "--bindir"], text=True).strip()))
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    usable = [folder for folder in found if (folder / "initdb").exists()]
    assert usable, REMEDY
    return usable[0]


@dataclass(frozen=True)
class Server:
    """A server in a folder, and the port that it has there and on the loopback address."""

    folder: Path
    port: int

    @classmethod
    def made_in(cls, folder: Path) -> Server:
        """A new server, which is not started yet."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            server = cls(folder, free.getsockname()[1])
        if os.geteuid() == 0:
            os.chown(folder, _account().pw_uid, _account().pw_gid)
        server._call("initdb", "-U", OWNER, "-E", "UTF8", "--no-locale", "-N", "--auth-local=trust", "--auth-host=md5")
        settings = f"""
            unix_socket_directories = '{folder}'
            listen_addresses = '127.0.0.1'
            port = {server.port}
            fsync = off
            max_connections = 40
            shared_buffers = 32MB
        """
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(settings)
        return server

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._call("pg_ctl", "start", "-w", "-s", "-l", str(self.folder / "log"))

    def stop(self) -> None:
        """Stop it as a power cut would."""
        self._call("pg_ctl", "stop", "-m", "immediate", "-s")

    def url(self, database: str, user: str = OWNER) -> str:
        """How to connect by the socket."""
        return f"host={self.folder} port={self.port} dbname={database} user={user}"

    def connect(self, database: str = "postgres", user: str = OWNER, **options: Any) -> psycopg.Connection[Any]:
        """A connection that commits each statement, unless `autocommit` says otherwise."""
        return psycopg.connect(self.url(database, user), **{"autocommit": True, **options})

    def _call(self, program: str, *arguments: str) -> None:
        account = {"user": _account().pw_uid, "group": _account().pw_gid, "extra_groups": []}
        command = [folder_of_binaries() / program, "-D", self.folder / "data", *arguments]
        ran = subprocess.run(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            check=False,
            # PostgreSQL refuses to run as root
            **(account if os.geteuid() == 0 else {}),
        )
        assert ran.returncode == 0, ran.stderr


def new_folder() -> Path:
    """A folder with a path short enough for a socket's, which another account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
