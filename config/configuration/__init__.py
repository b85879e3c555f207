"""The configuration: Django's admin with the pages, words and look of the rest of Packshot."""
