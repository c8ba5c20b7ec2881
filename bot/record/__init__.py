"""The record of an incident: what is known of it as one value, its documents, and their export."""
