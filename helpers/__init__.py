"""What would distract from a lesson: seeding, loading, drawing and checking."""
