"""Measuring stored pictures."""
