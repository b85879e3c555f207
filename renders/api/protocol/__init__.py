"""What every address of the API shares: tokens, problems, keys against repetition, bodies and lists."""
