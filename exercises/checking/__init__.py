"""What a check does: call an answer, compare it, name what is wrong, tell it."""
