"""Odd input: every address and every form with what no browser of ours sends."""
