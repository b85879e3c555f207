"""The provider in a process of its own, and a Packshot that sends people there."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.simulators.identity_provider.password import PASSWORD_THERE
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
CLIENT = {"id": "packshot", "secret": "between the provider and Packshot"}
# Tables of the extra and then the web, in one process: each start costs seconds.
SERVE = """
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
call_command("web", port=0)
"""


class IdentityProvider:
    """`person` puts somebody in, `lie` has it say what is not so."""

    def __init__(self, address: str) -> None:
        self.address = address

    def person(self, username: str, *groups: str, **more: Any) -> str:
        """Somebody in these groups, new or changed; their number there."""
        return str(self._post("person", {"username": username, "groups": groups, **more})["sub"])

    def knows(self, address: str) -> None:
        """Packshot is at this address."""
        self._post("client", {**CLIENT, "redirect_uris": [f"{address}/login/oidc/back/"]})

    def lie(self, **lies: Any) -> None:
        """See `claims.py`; none to tell the truth."""
        self._post("lies", lies)

    def _post(self, name: str, said: object) -> Any:
        return httpx.post(f"{self.address}/_control/{name}", json=said, timeout=PATIENCE).raise_for_status().json()


class Packshot:
    """A served Packshot; its rows are read and written beside it."""

    def __init__(self, address: str, database: Path) -> None:
        self.address, self.database = address, database

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=PATIENCE, isolation_level=None)) as connection:
            return connection.execute(sql, values).fetchall()

    def local_person(self, username: str, email: str = "") -> None:
        """An account that an admin made here."""
        names = "username, email, password, first_name, last_name, is_active, is_staff, is_superuser, date_joined"
        self.rows(f"INSERT INTO auth_user ({names}) VALUES (?, ?, '!', '', '', 1, 0, 0, '2026-01-01')", username, email)

    def roles_of(self, username: str) -> list[str]:
        joined = "auth_group g JOIN auth_user_groups m ON m.group_id = g.id JOIN auth_user u ON u.id = m.user_id"
        return [name for (name,) in self.rows(f"SELECT g.name FROM {joined} WHERE u.username = ? ORDER BY 1", username)]

    def last_note(self, action: str) -> str:
        """What the audit log says of the last event of this kind."""
        return str(self.rows("SELECT note FROM renders_event WHERE action = ? ORDER BY id DESC", action)[0][0])

    @contextmanager
    def browser(self) -> Iterator["Browser"]:
        with httpx.Client(base_url=self.address, timeout=PATIENCE, follow_redirects=True) as client:
            yield Browser(client)


class Browser:
    """One that has not been here before."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def sign_in(self, username: str, then: str = "") -> httpx.Response:
        """By the provider's own form; the page it ends at."""
        return self.sign_in_at("/login/oidc/", username, **({"next": then} if then else {}))

    def sign_in_at(self, address: str, username: str, **query: str) -> httpx.Response:
        asked = self.client.get(address, params=query or None)
        return self.client.post(asked.url, data={"login": username, "password": PASSWORD_THERE})

    def way_back(self, username: str) -> str:
        """Where the provider sends somebody who signed in there, not yet followed."""
        asked = self.client.get("/login/oidc/")
        answer = self.client.post(
            asked.url, data={"login": username, "password": PASSWORD_THERE}, follow_redirects=False
        )
        there = self.client.get(asked.url.join(answer.headers["Location"]), follow_redirects=False)
        return there.headers["Location"]

    def is_signed_in(self) -> bool:
        return self.client.get("/me/", follow_redirects=False).status_code == 200


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    with started([sys.executable, "-m", "tests.simulators.identity_provider"], dict(os.environ)) as address:
        yield IdentityProvider(address)


@contextmanager
def packshot_at(provider: IdentityProvider, folder: Path, migrated: Path, **variables: str) -> Iterator[Packshot]:
    """A Packshot on a copy of the migrated database."""
    database = folder / "packshot.sqlite3"
    shutil.copy(migrated, database)
    with started([sys.executable, "-c", SERVE], environment_at(provider, folder, **variables)) as address:
        provider.knows(address)
        yield Packshot(address, database)


def environment_at(provider: IdentityProvider, folder: Path, **variables: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder),
        "OIDC_ISSUER": provider.address,
        "OIDC_CLIENT_ID": CLIENT["id"],
        "OIDC_CLIENT_SECRET": CLIENT["secret"],
        "OIDC_NAME": "Example",
        "OIDC_ROLES": "commerce=marketer,quality=reviewer",
        **variables,
    }


@contextmanager
def started(command: list[str], environment: dict[str, str]) -> Iterator[str]:
    """The address that the process prints first."""
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if "http://" not in line:
                raise RuntimeError(f"{command[1:3]} did not start.")
            yield line[line.index("http://") :].strip().rstrip("/")
        finally:
            process.send_signal(signal.SIGINT)
            if process.stdout:
                process.stdout.close()
            process.wait(PATIENCE)
