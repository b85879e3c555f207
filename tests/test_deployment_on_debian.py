"""`docs/deploy.md` followed word by word in a Debian that holds nothing else: Packshot on several machines comes up.

The Debian is a folder with a network of its own while Packshot runs in it. Its systemd does not run: what the units
start is started as they say. Packages come from Debian's and Python's registries, so this is a long test.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.needs import DEBOOTSTRAP, needs
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "deploy.md").read_text()
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SUITE = "bookworm"
PASSWORD = "only-for-a-test"
NETWORK = f"packshot-{os.getpid()}"
# Whom this machine trusts, who may reach the registries by a proxy of its own.
CERTIFICATES = "/srv/certificates.crt"
VARIABLES = f"""
PUBLIC_BASE_URL=
DATABASE_URL=postgres://packshot:{PASSWORD}@127.0.0.1/packshot
QUEUE_URL=postgres://packshot:{PASSWORD}@127.0.0.1/packshot
"""
# What the page leaves for a person to type.
ASKS = "createsuperuser"
FIRST_ADMIN = f"export DJANGO_SUPERUSER_USERNAME=ada DJANGO_SUPERUSER_EMAIL= DJANGO_SUPERUSER_PASSWORD={PASSWORD}\n"
ASK = """
from urllib.request import urlopen
try:
    print(urlopen("http://127.0.0.1:8000/readyz", timeout=20).read().decode())
except OSError:  # the web does not listen yet
    print('{"status": "away"}')
"""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

pytestmark = pytest.mark.long


def blocks_below(heading: str) -> list[str]:
    """The commands of one part of the page."""
    return BLOCK.findall(PAGE.split(f"\n# {heading}\n")[1].partition("\n#")[0])


class Debian:
    """A Debian in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        trusted = dict.fromkeys(("PIP_CERT", "SSL_CERT_FILE"), CERTIFICATES)
        self.environment = {"PATH": PATH, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive", **trusted}

    def run(self, commands: str) -> str:
        """What the commands print, on the machine's network."""
        return self._run(["chroot", str(self.folder)], commands)

    def run_apart(self, commands: str) -> str:
        """What they print, on the network of its own."""
        return self._run(["ip", "netns", "exec", NETWORK, "chroot", str(self.folder)], commands)

    def start(self, unit: str) -> subprocess.Popen[bytes]:
        """What a unit starts, as it says."""
        text = (self.folder / "etc/systemd/system" / unit).read_text()
        settings = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
        of = dict(line.split("=", 1) for line in settings)
        command = f"cd {of['WorkingDirectory']} && set -a && . {of['EnvironmentFile']} && set +a && umask {of['UMask']}"
        command += f" && exec setpriv --reuid={of['User']} --regid={of['User']} --clear-groups {of['ExecStart']}"
        inside = ["ip", "netns", "exec", NETWORK, "chroot", str(self.folder), "bash", "-c", command]
        return subprocess.Popen(inside, env=self.environment)

    def is_ready(self) -> bool:
        """Whether everything that `/readyz` looks at is in order."""
        answer = json.loads(self.run_apart("/opt/packshot/.venv/bin/python /srv/ask.py"))
        return bool(answer["status"] == "ok")

    def _run(self, inside: list[str], commands: str) -> str:
        done = subprocess.run(
            [*inside, "bash", "-ec", commands], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Debian]:
    folder = tmp_path_factory.mktemp("debian")
    with ExitStack() as undone_at_the_end:
        undone_at_the_end.callback(shutil.rmtree, folder)
        subprocess.run([needs(DEBOOTSTRAP), "--variant=minbase", SUITE, str(folder)], check=True)
        folder.chmod(0o755)
        for command, undoing in set_up(folder):
            subprocess.run(command, check=True)
            undone_at_the_end.callback(subprocess.run, undoing, check=True)
        subprocess.run(["ip", "netns", "exec", NETWORK, "ip", "link", "set", "lo", "up"], check=True)
        trusted = os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
        shutil.copy(trusted, folder / CERTIFICATES.lstrip("/"))
        shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
        (folder / "etc/apt/apt.conf.d/90yes").write_text('APT::Get::Assume-Yes "true";\n')
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "srv/packshot")], check=True)
        (folder / "srv/ask.py").write_text(ASK)
        yield Debian(folder)


def set_up(folder: Path) -> list[tuple[list[str], list[str]]]:
    """What gives it processes, shared memory and a network of its own, each with what takes that back.

    Nothing of this machine is mounted in the folder: what removes the folder would remove that, too."""
    processes, memory = str(folder / "proc"), str(folder / "dev/shm")
    return [
        (["mount", "-t", "proc", "proc", processes], ["umount", "-l", processes]),
        (["mount", "-t", "tmpfs", "tmpfs", memory], ["umount", "-l", memory]),
        (["ip", "netns", "add", NETWORK], ["ip", "netns", "delete", NETWORK]),
    ]


def test_several_machines_come_up_by_the_commands_of_the_page(debian: Debian) -> None:
    (database, extras), (files, start) = blocks_below("Several machines"), blocks_below("One machine")
    servers_package, *database_of_packshot = database.splitlines()
    debian.run(servers_package)
    debian.run("pg_ctlcluster 15 main stop || true")
    debian.run(files.replace("git clone …", "git clone /srv/packshot"))
    debian.run(extras)
    with (debian.folder / "etc/packshot/environment").open("a") as environment:
        environment.write(VARIABLES)
    with running(debian) as processes:
        debian.run_apart("\n".join(database_of_packshot).replace("…", PASSWORD))
        debian.run_apart(FIRST_ADMIN + start.partition("systemctl")[0].replace(ASKS, f"{ASKS} --noinput"))
        processes += [debian.start(unit) for unit in ("packshot-web.service", *2 * ("packshot-worker.service",))]
        assert until(debian.is_ready, 120)
        assert debian.start("packshot-backup.service").wait(120) == 0
        assert list((debian.folder / "var/backups/packshot").iterdir())


@contextmanager
def running(debian: Debian) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Postgres, and processes that are stopped at the end."""
    processes: list[subprocess.Popen[bytes]] = []
    debian.run_apart("pg_ctlcluster 15 main start")
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        try:
            for process in processes:
                process.wait(120)
        finally:
            debian.run_apart("pg_ctlcluster 15 main stop --mode immediate")
