"""A provider and a Packshot beside the tests, one pair a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import SSO, needs
from tests.simulators.identity_provider.running import (
    Browser,
    IdentityProvider,
    Packshot,
    identity_provider,
    packshot_at,
)


@pytest.fixture(scope="module")
def running_provider() -> Iterator[IdentityProvider]:
    needs(SSO)
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(running_provider: IdentityProvider) -> IdentityProvider:
    """One that tells the truth until the test has it lie."""
    running_provider.lie()
    return running_provider


@pytest.fixture(scope="module")
def packshot(
    running_provider: IdentityProvider,
    migrated_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Packshot]:
    with packshot_at(running_provider, tmp_path_factory.mktemp("sso"), migrated_file) as packshot:
        yield packshot


@pytest.fixture
def visitor(packshot: Packshot) -> Iterator[Browser]:
    with packshot.browser() as browser:
        yield browser
