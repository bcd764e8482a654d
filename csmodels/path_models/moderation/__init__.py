"""What moderates an effect, and through what it works."""
