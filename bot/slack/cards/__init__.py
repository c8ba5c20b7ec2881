"""One module for each card that Muster keeps true in Slack."""
