"""Fetching a finished picture: when it is tried again, and where its bytes lie until the store has them."""
