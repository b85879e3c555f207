from tests.migrations import missing_migrations


def test_the_migrations_make_what_the_models_say():
    assert missing_migrations("catalog") == []
