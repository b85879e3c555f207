"""What files say of their pixels: colour, orientation, damage, and formats that are not read."""
