"""Every document that is sent is one that Shopify's own schema allows, in its oldest and its newest version."""

import pytest
from graphql import parse, validate
from graphql.validation import NoDeprecatedCustomRule

from tests.simulators.shopify.admin_graphql import SCHEMAS, schema_of
from tests.simulators.shopify.check_documents import DOCUMENTS

VERSIONS = sorted(path.stem for path in SCHEMAS.glob("*.graphql"))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_is_valid(version, name):
    assert validate(schema_of(version), parse(DOCUMENTS[name])) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_asks_for_what_will_go_away(name):
    assert validate(schema_of(VERSIONS[-1]), parse(DOCUMENTS[name]), [NoDeprecatedCustomRule]) == []


def test_two_versions_are_tested():
    assert VERSIONS == ["2026-01", "2026-10"]
