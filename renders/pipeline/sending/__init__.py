"""From a stored attempt to a request that the vendor has."""
