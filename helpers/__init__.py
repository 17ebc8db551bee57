"""What would distract from a lesson: seeding, loading, drawing and checking."""

import logging

# Before Matplotlib is imported, which would tell in red that it builds its list of
# fonts, or that it can't write into the home folder. Its errors are shown.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
