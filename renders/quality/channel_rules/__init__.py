"""What a channel asks of a picture, and what was measured for it."""
