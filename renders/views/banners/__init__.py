"""Banners: a list, a new one, and one with its pictures and what can be done with it."""
