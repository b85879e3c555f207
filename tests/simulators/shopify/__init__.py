"""A simulated Shopify: one shop behind GraphQL and REST, its staged uploads and its pictures, on loopback.

From a test, in a thread, or in a process of its own with `apart=True`:

    with simulated_shop() as sim:
        mug = sim.add_product("Mug", skus=["mug-1"])
        sim.script({"fault": "lost_answer", "on": "fileCreate"})
        ...  # speak to sim.base_url with sim.token; uploads and pictures are at sim.storage_url
        assert sim.shop()["products"][0]["media"] == [...]

By hand: `python -m tests.simulators.shopify --port 9201`; the first line printed is the base URL.

It answers only what the schema of the version in the address allows (`schema/`). Time is counted in requests to the
API: a picture is READY `processing` requests after it came, a reorder done after `job` requests, a new file found by
its name after `search_lag`. Pictures are encoded anew and lose their XMP unless `keeps_marks`.

Control API, never counted: GET /_control/shop, stats, options; POST script, options, edit.

Faults. `{"fault": name, "on": operation}` with `nth` (1 is the first that matches, the default is each) and `times`.
Operations are root fields of GraphQL, `rest.POST` and the like, `upload`, `read`, `write` and `any`:

    lost_answer      carried out, then the connection is reset
    reset            the connection is reset before anything is done
    429, 401, 503 …  that status, nothing done; `retry_after`
    throttled        HTTP 200 with THROTTLED; `requested`, `available`, `rate`
    top_error        HTTP 200 with `code` at the top level
    user_error       HTTP 200 with `code` in userErrors or mediaUserErrors, nothing done
    partial          `done` files of a fileUpdate are saved, `code` for the rest
    lie              answered as if it were done, and nothing is saved
    html             a page instead of JSON
    file_fails       the picture ends FAILED with `code`
"""

from tests.simulators.shopify.running import SimulatedShop, simulated_shop

__all__ = ["SimulatedShop", "simulated_shop"]
