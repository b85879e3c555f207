"""Configuration of what spends and publishes; rows that the machine writes can only be read."""

from renders.admin import accounts, channels, events, money, shots

__all__ = ["accounts", "channels", "events", "money", "shots"]
