"""Measures what the course costs, and how fast it learns: make bench."""
