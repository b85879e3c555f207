"""Which pictures do not look like the others that they stand beside."""
