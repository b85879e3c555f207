"""Configuration of what spends and publishes; rows that the machine writes can only be read."""

from renders.admin import accounts, channel_rules, channels, events, money, rule_sets, shots

__all__ = ["accounts", "channel_rules", "channels", "events", "money", "rule_sets", "shots"]
