"""Banners with a customer's name."""
