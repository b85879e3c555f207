"""A picture beside others: earlier candidates, its set, the real product, its swatch."""
