"""Measures Muster against its limits and peers; `python -m tests.bench` prints one table."""
