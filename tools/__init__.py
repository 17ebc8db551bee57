"""What the maintainers run: see tools/notebooks.py."""
