"""Gates: where the flow waits for a person."""
