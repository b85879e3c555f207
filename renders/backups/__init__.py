"""Backups: one file with the database and the files that lie on this machine, and how it comes back."""
