"""The exercises: one module for each lesson, and the mechanism that checks them."""
