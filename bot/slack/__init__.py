"""Slack as a rendered view: what should be there, and how it gets there."""
