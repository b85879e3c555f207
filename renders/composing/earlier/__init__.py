"""What an earlier set has to do with a new order: ordering it again, and models that take what one refused."""
