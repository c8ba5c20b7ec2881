"""The pure core: what an incident is, what may happen to it, and what is owed because of it."""
