"""What a child process needs to cut photos out, as the worker lets it: from a file, within its limit."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from benchmarks.queue import memory
from catalog.cutting.from_files import LARGEST_PHOTO, cut_file
from catalog.processes import BACKGROUND, Pool


def largest_child(photos: Iterable[Image.Image]) -> float:
    """The peak of one child in MiB: it cuts each photo as it is, and the first as large as photos are cut."""
    pool = Pool(BACKGROUND)
    with TemporaryDirectory() as folder:
        file, target = Path(folder, "photo.jpg"), Path(folder, "cutout.png")
        for number, photo in enumerate(photos):
            if not number:
                _save(photo.resize((LARGEST_PHOTO, LARGEST_PHOTO)), file)
                pool.run(cut_file, file, target)
            _save(photo, file)
            pool.run(cut_file, file, target)
        (child,) = pool.resting
        peak = memory(child, "VmHWM")
        pool.close()
    return peak


def _save(photo: Image.Image, file: Path) -> None:
    photo.save(file, "JPEG", quality=95)
