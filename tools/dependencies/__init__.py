"""What Packshot is made of besides its own code, as a list to hand on, and what is known against it."""
