"""The emergency console: the local workspace as a place to go on when Slack is down, for people who signed in."""
