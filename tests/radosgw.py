"""Debian's radosgw on loopback: an S3 store that means what it says about keys, conditions and access.

One monitor and one disk in memory carry it. It is up after about two seconds and takes about 130 MB.
"""

import subprocess
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import URLError

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.ports import free_port
from tests.waiting import PATIENCE

CONFIGURATION = """
[global]
fsid = {fsid}
mon_host = [v1:127.0.0.1:{monitor_port}]
ms_bind_msgr2 = false
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
osd_crush_update_on_start = false
osd_class_update_on_start = false
osd_objectstore = memstore
memstore_device_bytes = 268435456
mon_allow_pool_size_one = true
mon_data_avail_crit = 0
mon_data_avail_warn = 0
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_data = {folder}/mon
osd_data = {folder}/osd
run_dir = {folder}
crash_dir = {folder}
log_file = {folder}/$name.log
log_to_stderr = false
err_to_stderr = false
admin_socket =
[client]
rgw_frontends = beast endpoint=127.0.0.1:{port} tcp_nodelay=1
rgw_data = {folder}/rgw
rgw_run_sync_thread = false
"""


@dataclass(frozen=True)
class Radosgw:
    """The running store and the key of a user who may make buckets."""

    host: str  # with its port
    folder: Path
    access_key: str = "PACKSHOTTESTS"
    secret_key: str = "only/for+tests"
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    refusal: ClassVar = ClientError

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}"

    @property
    def key(self) -> str:
        """As the variable of a channel holds it."""
        return f"{self.access_key}:{self.secret_key}"

    def client(self, *, key: str = "") -> Any:
        access_key, _colon, secret_key = (key or self.key).partition(":")
        keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret_key}
        return self._client("s3v4", **keys)

    def anybody(self) -> Any:
        """A client without a key."""
        return self._client(UNSIGNED)

    def add_user(self, name: str) -> str:
        """The key of another user, who owns nothing."""
        access_key, secret_key = f"KEY{name.upper()}", f"secret-of-{name}"
        words = ["user", "create", "--uid", name, "--display-name", name]
        self.run("radosgw-admin", *words, "--access-key", access_key, "--secret-key", secret_key)
        return f"{access_key}:{secret_key}"

    def run(self, program: str, *words: str) -> None:
        command = [program, "-c", str(self.folder / "ceph.conf"), *words]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)

    def ask_monitor(self, *words: str) -> None:
        """Run a command of `ceph` that may be run twice.

        A monitor that has just begun answers some sessions with EPERM before it reads their command.
        """
        ends_at = time.monotonic() + PATIENCE
        while True:
            try:
                return self.run("ceph", *words)
            except subprocess.CalledProcessError as error:
                if time.monotonic() > ends_at:
                    raise RuntimeError(f"ceph refused {words}.\n{error.stderr.decode()}") from error
                time.sleep(0.1)

    def start(self, program: str, *words: str) -> None:
        command = [program, "-c", str(self.folder / "ceph.conf"), "-f", *words]
        self.programs[program] = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self, program: str) -> None:
        """Kill it: there is nothing to save."""
        process = self.programs.pop(program)
        process.kill()
        process.wait()

    def start_gateway(self) -> None:
        """Start what answers requests, and wait until it does."""
        self.start("radosgw", "-n", "client.admin")
        self._wait_for_gateway()

    def stop_gateway(self) -> None:
        self.stop("radosgw")

    def _wait_for_gateway(self) -> None:
        direct, ends_at = urllib.request.build_opener(urllib.request.ProxyHandler({})), time.monotonic() + PATIENCE
        while time.monotonic() < ends_at and all(program.poll() is None for program in self.programs.values()):
            with suppress(URLError, OSError), direct.open(self.endpoint, timeout=5):
                return
            time.sleep(0.05)
        logs = "\n".join(log.read_text()[-2_000:] for log in self.folder.glob("*.log"))
        raise RuntimeError(f"radosgw did not start.\n{logs}")

    def _client(self, signature: Any, **keys: str) -> Any:
        config = Config(signature_version=signature, s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        return boto3.client("s3", endpoint_url=self.endpoint, region_name="default", config=config, **keys)


@contextmanager
def running(folder: Path) -> Iterator[Radosgw]:
    monitor_port, port = free_port(), free_port()
    store, fsid, disk = Radosgw(f"127.0.0.1:{port}", folder), str(uuid.uuid4()), str(uuid.uuid4())
    for name in ("mon", "osd", "rgw"):
        (folder / name).mkdir()
    text = CONFIGURATION.format(fsid=fsid, folder=folder, monitor_port=monitor_port, port=port)
    (folder / "ceph.conf").write_text(text)
    try:
        monitors = str(folder / "monitors")
        where = f"[v1:127.0.0.1:{monitor_port}]"
        store.run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", where, monitors)
        store.run("ceph-mon", "--mkfs", "-i", "a", "--monmap", monitors)
        store.start("ceph-mon", "-i", "a")
        store.ask_monitor("osd", "new", disk)
        store.run("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", disk)
        # A disk that enters itself may do so before it knows the monitor, and ends then.
        store.ask_monitor("osd", "crush", "add", "osd.0", "1", "root=default", "host=here")
        store.start("ceph-osd", "-i", "0")
        store.start_gateway()
        words = ["user", "create", "--uid", "packshot", "--display-name", "packshot"]
        store.run("radosgw-admin", *words, "--access-key", store.access_key, "--secret-key", store.secret_key)
        yield store
    finally:
        for program in reversed(list(store.programs)):
            store.stop(program)
