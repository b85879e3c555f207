"""Where an installation has what it stores, from the values of its environment."""
