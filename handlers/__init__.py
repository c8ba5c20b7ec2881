"""One module for each surface through which people and programs reach Muster."""
