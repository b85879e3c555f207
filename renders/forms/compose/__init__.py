"""Composing a shot set: the form, its lines, and what it offers."""
