"""How each language writes dates and figures, where Django's own formats are not what Packshot shows."""
