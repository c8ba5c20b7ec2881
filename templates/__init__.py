"""Files that Muster fills in or hands out; see `bot` for the code that reads them."""
