"""The revision that a polling part of a page carries."""

from types import SimpleNamespace

from renders.views.revisions import News, Revision


def poll(seen, *, htmx=True):
    return SimpleNamespace(htmx=htmx, GET={"seen": seen}, POST={})


def test_a_page_that_shows_this_revision_has_seen_it():
    revision = Revision("running", rows={1: 4, 2: 0})
    assert revision.is_seen_by(poll(str(revision)))


def test_a_page_that_loads_without_htmx_has_seen_nothing():
    assert not Revision("running").is_seen_by(poll(str(Revision("running")), htmx=False))


def test_content_of_another_kind_is_another_revision():
    assert str(Revision("running")) != str(Revision("done"))


def test_rows_are_new_or_changed_for_an_older_page():
    shown = Revision("running", rows={1: 4, 2: 0})
    assert Revision("running", rows={1: 4, 2: 3, 3: 0}).news_for(poll(str(shown))) == News(
        added=frozenset({3}), changed=frozenset({2})
    )


def test_a_page_that_sent_nothing_readable_gets_every_row_anew():
    assert Revision(rows={1: 4}).news_for(poll("unreadable")) == News(added=frozenset(), changed=frozenset({1}))
