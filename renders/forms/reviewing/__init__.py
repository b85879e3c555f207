"""Forms of the review: what waits, how it is decided, and what people say about it."""
