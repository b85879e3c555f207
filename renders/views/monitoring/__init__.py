"""For monitoring: addresses that programs ask, and what they and the status page tell of the work."""
