"""Simulated hiapi, Pixelmuse and imagepipeline.io: real HTTP servers on loopback, with every quirk that was found.

From a test, in a thread, or in a process of its own with `apart=True`:

    with simulator("hiapi", "guide,expiry=iso", scale=0.1, cap=8, mean=30) as sim:
        sim.script({"fault": "lost_answer", "on": "create", "nth": 3})
        ...  # speak to sim.base_url; pictures come from sim.asset_url
        sim.advance(60)
        assert sim.ledger()["billed_micros"] == 5_000

By hand: `python -m tests.simulators hiapi --port 9101 --scale 0.1 --cap 8 --mean 30 --sigma 0.18 --dialect guide`. The
first line printed is the base URL; `--help` lists the options (`options.py`, and each vendor's own); SIGINT or SIGTERM
ends it. `--script` takes rules as JSON.

Time. Tasks wait and run in provider seconds, `scale` of ours each. Client-side times (Retry-After, delays and paces of
faults, `Prefer: wait`) are ours. Stamps are Unix seconds. `advance` lets time pass at once.

Control API, on the API's port, never counted or limited, so that any process can ask:

    GET  /_control/addresses   base_url, asset_url, trap_url, for Pixelmuse also bare_url
    GET  /_control/ledger      the bill: sums in micro-dollars, every accepted request, counts by key, body and input
    GET  /_control/stats       requests by kind, faults fired, busiest minute, calls made too soon, floor, lags, peak
    GET  /_control/tasks       every task with its instants
    GET  /_control/callbacks   every callback sent, with the receiver's status
    GET  /_control/traps       keys that came to a host they were not meant for, calls to the trap; also ends a test
    GET|POST /_control/options the options; some of them changed
    GET|POST /_control/script  the rules with how often each was met and fired; all of them replaced
    POST /_control/advance     {"seconds": 60} of the provider's
    POST /_control/reset       {} forgets tasks, bill and counts

Faults. A rule is `{"fault": name}` and when: `nth` (a number or several), `from`, `every`, `fraction` with `seed`,
`times` (at most); whom: `on`, `model`, `match` (text in the input), `account`; and what the fault takes. Faults of an
answer are a status (`429`, `503`, …) or `reset close hang drip slow cut broken_json huge_json html empty`, with
`_before` (the request is not carried out) or `_after` (it is, and billed); `lost_answer` is `reset_after`; they strike
`on` create, detail, list, read (detail and list), any (all three), upload or asset. `task_*`, `address_*`, `picture_*`
and `callback_*` befall a task when it is accepted, `picture_*` with `on: "asset"` a single download. `faults.py` lists
all.

References. What an order names to draw from is fetched when it is accepted, or decoded where it is a `data:` address;
`details.references` of its line in the ledger has digest, size, type and metadata of each.

Nothing the client sends reaches another machine: callbacks go to loopback only, and references are fetched there only.
"""

from tests.simulators.running import Simulator, simulator

__all__ = ["Simulator", "simulator"]
