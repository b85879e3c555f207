"""Forms about people and what speaks for them."""
