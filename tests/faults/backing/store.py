"""Where an installation has its pictures: in a folder, or in a bucket that is reached over a link that can be cut."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tests.faults.backing.faults import Fault
from tests.faults.backing.link import Link


class PictureStore(Protocol):
    environment: dict[str, str]
    faults: dict[str, Fault]


class StoreInFolder:
    """A folder of the installation; the settings find it there by themselves."""

    def __init__(self, folder: Path) -> None:
        self._masters = folder / "masters"
        self.environment: dict[str, str] = {}
        self.faults: dict[str, Fault] = {"store away": self.away}

    @contextmanager
    def away(self) -> Iterator[None]:
        """Whoever reads or writes a picture gets an error."""
        self._masters.mkdir(exist_ok=True)
        away = self._masters.rename(self._masters.with_name("away"))
        self._masters.touch()
        try:
            yield
        finally:
            self._masters.unlink()
            away.rename(self._masters)


class StoreInBucket:
    """A new private bucket at Debian's radosgw."""

    def __init__(self, radosgw: Any) -> None:
        self._radosgw, self.bucket = radosgw, f"private-{uuid.uuid4().hex[:12]}"
        radosgw.client().create_bucket(Bucket=self.bucket)
        self.link = Link(int(radosgw.host.rpartition(":")[2]))
        self.environment = {
            "PRIVATE_S3_BUCKET": self.bucket,
            "PRIVATE_S3_ENDPOINT_URL": f"http://127.0.0.1:{self.link.port}",
            "PRIVATE_S3_ACCESS_KEY_ID": radosgw.access_key,
            "PRIVATE_S3_SECRET_ACCESS_KEY": radosgw.secret_key,
        }
        self.faults: dict[str, Fault] = {**self.link.faults("store"), "store killed": self.killed}

    @contextmanager
    def killed(self) -> Iterator[None]:
        """The gateway dies in the middle of what it does; the disks behind it live on."""
        self._radosgw.stop_gateway()
        try:
            yield
        finally:
            self._radosgw.start_gateway()

    def names(self) -> list[str]:
        """Of the objects, without the folder of their role."""
        listed = self._radosgw.client().list_objects_v2(Bucket=self.bucket)
        return [one["Key"].rpartition("/")[2] for one in listed.get("Contents", [])]

    def close(self) -> None:
        self.link.close()
