"""The candidates of one shot: what its page and viewer show, in cells, and how they are answered."""
