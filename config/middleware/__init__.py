"""Middleware: what every request and answer goes through."""
