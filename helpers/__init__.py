"""What would distract from a lesson: seeding, loading, drawing and checking.

Raises ModuleNotFoundError, with the cure, where a package of the course is missing.
"""

import importlib.util
import logging
from pathlib import Path

_MISSING = [
    name
    for name in ("keras", "matplotlib", "packaging", "tensorflow")
    if importlib.util.find_spec(name) is None
]
if _MISSING:
    raise ModuleNotFoundError(
        f"{', '.join(_MISSING)} can't be found here; install the course's packages: in "
        f'a cell, %pip install -r "{Path(__file__).parent.parent / "requirements.txt"}"'
    )

# Before Matplotlib is imported, which would tell in red that it builds its list of
# fonts, or that it can't write into the home folder. Its errors are shown.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
