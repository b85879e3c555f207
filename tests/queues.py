"""The queue of tests: its own for each of their processes, which all empty it and look at what it holds."""

from urllib.parse import urlencode, urlsplit

SEARCH_PATH = "search_path"


def own_queue(url: str, process: str) -> str:
    """The address of a queue that only this process of the test run has, on the server of `url`; `process` is what
    xdist calls it, "gw3", or empty for the one that starts the others, which inherit its address. A queue in memory or
    in a file is its own already."""
    scheme = urlsplit(url).scheme
    if scheme.startswith("redis"):
        return urlsplit(url)._replace(path=f"/{number_of(process)}").geturl()
    if scheme.startswith("postgres"):
        return own_schema(url, f"queue_{number_of(process)}")
    return url


def number_of(process: str) -> int:
    return int(process.removeprefix("gw")) + 1 if process else 0


def own_schema(url: str, name: str) -> str:
    import psycopg  # noqa: PLC0415 - an extra

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
    return urlsplit(url)._replace(query=urlencode({"options": f"-c{SEARCH_PATH}={name}"})).geturl()
