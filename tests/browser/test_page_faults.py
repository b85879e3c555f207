"""What counts as a fault of a page."""

from tests.browser.page_faults import Watch


def test_a_request_that_gave_way_to_a_later_one_is_no_fault_and_a_lost_connection_is(context):
    watch = Watch(context)
    page = context.new_page()
    for event in ("afterRequest", "sendAbort", "afterRequest", "sendError"):
        page.evaluate("(event) => console.error(`htmx:${event}, [object HTMLFormElement]`)", event)
    assert watch.faults == ["about:blank: htmx:sendError, [object HTMLFormElement]"]
