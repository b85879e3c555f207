"""What tests learn about the files of an installation."""

import sqlite3
from contextlib import closing

from tests.faults.backing.sqlite import SqliteDatabase


def test_a_file_is_free_unless_somebody_writes(tmp_path):
    file = SqliteDatabase(tmp_path)
    with closing(sqlite3.connect(file.path)) as connection:
        connection.execute("CREATE TABLE sample (number)")
    assert file.is_free()
    with file.locked():
        assert not file.is_free()
    assert file.is_free()
