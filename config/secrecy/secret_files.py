"""Secrets in files, as containers get them: `X_FILE` names a file that holds the value of the variable `X`."""

from collections.abc import Iterable, Mapping
from pathlib import Path

MAX_BYTES = 64 * 1024
SUFFIX = "_FILE"


class BadSecretFile(ValueError):
    """The variable and its file contradict each other, or the file cannot be used; the text names both."""


def value_of(variables: Mapping[str, str], names: Iterable[str]) -> str | None:
    """The value in the file that one of these names gives; None when none does. The names mean the same secret.

    Raises `BadSecretFile`.
    """
    capital = {name.upper(): value for name, value in variables.items()}
    wanted = [name.upper() for name in names]
    given = [name for name in wanted if capital.get(name)]
    files = [f"{name}{SUFFIX}" for name in wanted if capital.get(f"{name}{SUFFIX}")]
    if len(given) + len(files) > 1 and files:
        both = " and ".join([*given, *files])
        raise BadSecretFile(f"{both} are set. Only one of them can hold: take the others out.")
    return read(files[0], capital[files[0]]) if files else None


def read(variable: str, name: str) -> str:
    """The text of a file, without the line's end. Raises `BadSecretFile`."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode().strip("\r\n")
    except OSError as problem:
        raise BadSecretFile(f"{variable}: {name} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise BadSecretFile(f"{variable}: {name} is no text.") from None
    if not text.strip() or len(data) > MAX_BYTES:
        what = "is empty" if len(data) <= MAX_BYTES else f"has more than {MAX_BYTES // 1024} KiB"
        raise BadSecretFile(f"{variable}: {name} {what}. It has to hold the secret and nothing else.")
    return text


def with_files(variables: Mapping[str, str]) -> dict[str, str]:
    """These variables, in capitals, with each `X_FILE` as its `X`. Raises `BadSecretFile`."""
    capital = {name.upper(): value for name, value in variables.items()}
    bases = {name.removesuffix(SUFFIX) for name in capital if name.endswith(SUFFIX)}
    read_ones = {base: text for base in bases if (text := value_of(capital, [base])) is not None}
    return {name: value for name, value in capital.items() if not name.endswith(SUFFIX)} | read_ones
