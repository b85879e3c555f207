"""What people choose when they publish, and which live pictures they look for."""
