"""The core of Muster and its adapters to Redis, Slack and the machine."""
