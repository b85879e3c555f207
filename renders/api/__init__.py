"""The JSON API below /api/v1/: what programs may ask, with the rules and the functions that the pages have."""
