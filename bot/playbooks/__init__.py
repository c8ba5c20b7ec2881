"""Playbooks as files: read, checked, and drawn."""
