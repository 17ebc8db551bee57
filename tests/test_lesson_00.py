"""Lesson 00: its network by hand against PyTorch's functions and SciPy, its exercises."""
