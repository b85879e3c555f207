"""One shot of an order: its contract and what keeps it from being ordered, and the request it would become."""
