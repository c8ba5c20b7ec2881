"""`muster up`: chooses a Redis, starts every process, restarts what exits and stops everything."""
