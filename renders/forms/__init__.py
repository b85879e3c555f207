"""What people type and choose, one form a file."""
