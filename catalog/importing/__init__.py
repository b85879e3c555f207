"""Products and their colorways as a table: one row a SKU."""
