"""What everybody signs in with there."""

PASSWORD_THERE = "known to the provider only"
