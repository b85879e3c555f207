"""`manage.py up` on real processes: set up, serve, work, survive, stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from tests.catalog.forms import product_post
from tests.hostile.crowd import launch, preview_import, sign_in, slow_connections, upload
from tests.images import heavy_png

ROOT = Path(__file__).resolve().parent.parent
READY = re.compile(r"Packshot is ready:  (http://127\.0\.0\.1:\d+/)")
SIGN_IN = re.compile(r"^  (Marketers|Reviewers|Admins) +(\w+) +(\S+)$", re.MULTILINE)


class Installation:
    """One run of `manage.py up` on a data folder; `screen` is what it printed so far."""

    def __init__(self, data_dir: Path, *options: str, **environment: str) -> None:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", "0", *options],
            cwd=ROOT,
            env={**inherited, "DATA_DIR": str(data_dir), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.screen = ""

    def read_until(self, words: str) -> str:
        """The line with these words; what came before it is kept on the screen."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.screen += line
            if words in line:
                return line
        pytest.fail(f"It ended without saying {words!r}:\n{self.screen}")

    def ready(self) -> "Installation":
        self.read_until("Ctrl-C stops it")
        return self

    @property
    def address(self) -> str:
        found = READY.search(self.screen)
        assert found, self.screen
        return found[1]

    def status_of(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.address + path) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ctrl-C once, or another signal; the exit status."""
        self.process.send_signal(number)
        return self.status()

    def status(self) -> int:
        """The exit status, once the last process of the tree is gone and can print no more."""
        assert self.process.stdout
        if not self.process.stdout.closed:
            self.screen += self.process.stdout.read()
            self.process.stdout.close()
        return self.process.wait()

    def child(self, word: str) -> int:
        """The process id of the child whose command has this word in it."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next(int(pid) for pid in listed if word in Path(f"/proc/{pid}/cmdline").read_text())


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    """A data folder that the tests of this module fill and use again."""
    return tmp_path_factory.mktemp("up")


@pytest.fixture(scope="module")
def first_run(data_dir) -> Installation:
    """A first start on an empty folder, stopped again with Ctrl-C."""
    installation = Installation(data_dir).ready()
    installation.answered = installation.status_of("healthz")
    installation.exit_status = installation.stop()
    return installation


@pytest.fixture(scope="module")
def running(first_run, data_dir) -> Iterator[Installation]:
    """The same installation started again, in surroundings that ask for debug pages."""
    installation = Installation(data_dir, DEBUG="true").ready()
    yield installation
    installation.stop()


@pytest.fixture
def without_demo(tmp_path) -> Iterator[Installation]:
    """An installation that began empty."""
    installation = Installation(tmp_path, "--no-demo").ready()
    yield installation
    installation.stop(signal.SIGKILL)


def peak_mib(pid: int, *, and_children: bool = False) -> float:
    """The most memory that a process, or the largest of it and its children, has held."""
    pids = [pid]
    if and_children:
        pids += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    held = (re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{each}/status").read_text()) for each in pids)
    return max(int(found[1]) for found in held if found) / 1024


def signed_in(installation: Installation) -> httpx.Client:
    """A browser in which the demo's marketer has signed in."""
    browser = httpx.Client(base_url=installation.address, follow_redirects=True, timeout=60)
    _, name, password = SIGN_IN.findall(installation.screen)[0]
    browser.get("/login/")
    browser.post("/login/", data={"username": name, "password": password}, headers=csrf_header(browser))
    return browser


def csrf_header(browser: httpx.Client) -> dict[str, str]:
    return {"X-CSRFToken": browser.cookies["csrf"]}


def upload_new_product(browser: httpx.Client, picture: bytes) -> httpx.Response:
    fields = product_post(code="heavy", **{"artwork-kind": "photo"})
    return browser.post("/products/new/", data=fields, files={"artwork-picture": picture}, headers=csrf_header(browser))


def test_it_serves_what_it_says_it_serves(first_run):
    assert first_run.answered == 200


def test_it_prints_a_sign_in_for_each_role(first_run):
    assert [group for group, _, _ in SIGN_IN.findall(first_run.screen)] == ["Marketers", "Reviewers", "Admins"]


def test_it_ends_well_on_ctrl_c(first_run):
    assert first_run.exit_status == 0


def test_a_second_start_adds_no_second_demo(first_run, running):
    assert "Adding the demo catalogue" in first_run.screen
    assert "Adding the demo catalogue" not in running.screen


def test_a_second_start_prints_the_same_sign_ins(first_run, running):
    assert SIGN_IN.findall(running.screen) == SIGN_IN.findall(first_run.screen)


def test_the_sign_in_page_and_its_styles_are_served(running):
    with urllib.request.urlopen(running.address + "login/") as answer:
        page = answer.read().decode()
    styles = re.findall(r'<link rel="stylesheet" href="/([^"]+)"', page)
    assert styles
    assert {running.status_of(path) for path in styles} == {200}


def test_no_debug_page_is_served_whatever_the_environment_says(running):
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(running.address + "static/no-such-file")
    with missing.value as answer:
        assert "DEBUG = True" not in answer.read().decode()


@pytest.mark.skipif(sys.platform != "linux", reason="Reads memory from /proc.")
def test_eight_heavy_uploads_at_once_are_each_answered_while_health_goes_on_and_the_web_stays_small(running):
    picture = heavy_png()
    with closing(signed_in(running)) as browser, ThreadPoolExecutor(8) as people:
        answers = [people.submit(upload_new_product, browser, picture) for _ in range(8)]
        waits = []
        while not all(answer.done() for answer in answers):
            began = time.monotonic()
            assert running.status_of("healthz") == 200
            waits.append(time.monotonic() - began)
    assert [answer.result().status_code for answer in answers] == [422] * 8
    assert all("319 MB of memory; it may take 160" in answer.result().text for answer in answers)
    assert max(waits) < 5, "a second on a quiet machine, see benchmarks/memory.py"
    assert peak_mib(running.child("--listener"), and_children=True) <= 250


def test_forty_slow_connections_keep_nobody_waiting(running):
    """Half of them owe the rest of their headers, half the rest of a body."""
    port, body = int(running.address.rsplit(":", 1)[1].strip("/")), b"Host: x\r\nContent-Length: 100\r\n\r\n1"
    with ExitStack() as slow, closing(signed_in(running)) as browser:
        for number in range(40):
            client = slow.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(b"POST /login/ HTTP/1.1\r\n" + (body if number % 2 else b"X-Slow: "))
        assert browser.get("/sets/", timeout=30).status_code == 200


@pytest.mark.skipif(sys.platform != "linux", reason="Reads memory from /proc.")
def test_the_process_that_only_watches_is_small(running):
    assert peak_mib(running.process.pid) <= 40


@pytest.mark.skipif(sys.platform != "linux", reason="Reads the process tree from /proc.")
@pytest.mark.parametrize(("name", "command"), [("web", "--listener"), ("worker", "worker")])
def test_a_killed_process_is_started_again_and_the_web_answers(running, name, command):
    os.kill(running.child(command), signal.SIGKILL)
    assert running.read_until("ended unexpectedly") == (
        f"The {name} ended unexpectedly (signal 9). It is started again now.\n"
    )
    assert running.status_of("healthz") == 200


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux binds a child's life to its parent's.")
def test_without_demo_a_link_makes_the_first_admin_and_a_killed_installation_leaves_nothing(without_demo):
    link = re.search(r"Create the first admin: (\S+)", without_demo.screen)
    assert link
    assert not SIGN_IN.search(without_demo.screen)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(link[1]) as answer:
        assert "new_password1" in answer.read().decode()
    without_demo.stop(signal.SIGKILL)
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(without_demo.address)


def test_a_port_in_use_is_one_clear_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = Installation(tmp_path, "--port", str(port))
        assert refused.status() == 1
    assert refused.screen == (
        f"CommandError: 127.0.0.1:{port} is already in use. Stop what runs there, or choose another port with --port.\n"
    )


def test_a_database_that_cannot_be_used_is_one_clear_sentence(tmp_path):
    refused = Installation(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder.sqlite3")
    assert refused.status() == 1
    assert refused.screen.splitlines()[-1] == "CommandError: The database cannot be used: unable to open database file"


@pytest.mark.parametrize("command", [["-c", "import config.wsgi"], ["manage.py", "worker"]], ids=["web", "worker"])
def test_neither_web_nor_worker_starts_on_a_database_that_was_not_migrated(tmp_path, command):
    answer = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert "migrations are not applied yet" in answer.stderr


# The last one: what it launches is drawn, inspected and read for minutes, and ends with the installation.
def test_a_hostile_crowd_keeps_nobody_from_working(running):
    """How long each takes beside the idle system: benchmarks/hostile.py."""
    people = {name: (name, password) for _, name, password in SIGN_IN.findall(running.screen)}
    marketer, _, admin = people.values()
    with (
        slow_connections(running.address, 12),
        closing(sign_in(running.address, *marketer)) as browser,
        closing(sign_in(running.address, *admin)) as importer,
        ThreadPoolExecutor(9) as crowd,
    ):
        uploads = [crowd.submit(upload, browser, heavy_png()) for _ in range(8)]
        previewed = crowd.submit(preview_import, importer, 10_000)
        launched = launch(browser)
        sign_in(running.address, *marketer).close()
        assert running.status_of("healthz") == 200
    assert "/shots/" in str(launched.url)
    assert [one.result().status_code for one in uploads] == [422] * 8
    assert "with the first of 10000 rows" in " ".join(previewed.result().text.split())
