"""JupyterLab's server, for `make lab`: a lesson that is opened is not changed by that.

JupyterLab writes the name and the version of the running Python into each notebook as
soon as it is open, and marks it as changed. Here they stand in it when JupyterLab gets
it, and are taken out again when it is saved, so that a file changes with its cells
alone, whatever the Python.
"""

from tools.form import NOTEBOOK_METADATA

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelspec import get_kernel_dict
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


def running():
    """Return the metadata that JupyterLab gives a notebook of this Python."""
    spec = get_kernel_dict()
    kept = ("display_name", "language")
    return {
        "kernelspec": {"name": "python3", **{name: spec[name] for name in kept}},
        "language_info": IPythonKernel.language_info,
    }


class Lessons(AsyncLargeFileManager):
    """Gives notebooks to JupyterLab, and takes them back."""

    async def get(self, path, content=True, **options):
        """Return the file's model, a notebook with the running Python's metadata."""
        model = await super().get(path, content, **options)
        if content and model["type"] == "notebook":
            _put(model, running())
        return model

    async def save(self, model, path=""):
        """Save the file, a notebook with the course's metadata."""
        if model.get("content") and model["type"] == "notebook":
            _put(model, NOTEBOOK_METADATA)
        return await super().save(model, path)


def _put(model, metadata):
    """Give a notebook of the kernel python3 other metadata."""
    own = model["content"]["metadata"]
    if own.get("kernelspec", {}).get("name") == "python3":
        own.update(metadata)


c.ServerApp.contents_manager_class = Lessons  # noqa: F821, Jupyter defines c
