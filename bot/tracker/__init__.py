"""The tracker: a ticket for each incident, by a signed webhook."""
