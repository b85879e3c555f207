"""What Django would work out anew with every page, and is worked out once here."""
