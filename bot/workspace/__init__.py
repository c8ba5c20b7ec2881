"""A small, strict Slack of our own, so that Muster can be run, tried and tested without one."""
