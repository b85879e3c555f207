"""Between Huey and the machine: what it need not import, and how its worker is woken."""
