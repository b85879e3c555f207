"""Production plans as of now: which shots they have, what these cost, and ordering them."""
