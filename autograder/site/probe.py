"""What Jupyter and nbgrader find where this runs, on stdout as one line of JSON.

It is run by another environment's Python, which has no `autograder`: it is sent there as text.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import tempfile
from typing import Any


def jupyter() -> dict[str, Any]:
    """Return Jupyter's paths, and which extensions and kernels it would start with."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_core.paths import jupyter_config_path, jupyter_path
    from jupyter_server.serverapp import ServerApp
    from jupyterlab_server.config import get_federated_extensions, get_page_config

    server = ServerApp()
    server.load_config_file()
    server.find_server_extensions()
    places = jupyter_path("labextensions")
    kernels = KernelSpecManager()
    return {
        "config_path": jupyter_config_path(),
        "data_path": jupyter_path(),
        "server": {name for name, on in server.jpserver_extensions.items() if on},
        "lab": set(get_federated_extensions(places)),
        "lab_off": get_page_config(places)["disabledExtensions"],
        "kernel": kernels.get_kernel_spec("python3").resource_dir,
    }


def nbgrader() -> dict[str, Any]:
    """Return what the Assignment List works with."""
    from nbgrader.apps import NbGrader

    app = NbGrader()
    app.initialize([])
    config = app.config
    return {
        "course_id": config.CourseDirectory.get("course_id"),
        "groupshared": config.CourseDirectory.get("groupshared"),
        "exchange": config.Exchange.get("root"),
        "submit": str(config.ExchangeFactory.get("submit")),
    }


def main() -> None:
    """Print all that was found; what cannot be found is told as an error."""
    found: dict[str, Any] = {
        "python": sys.executable,
        "versions": {
            str(one.metadata["Name"]): one.version for one in importlib.metadata.distributions()
        },
        "errors": [],
    }
    told = os.dup(1)
    os.dup2(2, 1)  # what libraries print is no answer
    for part in (jupyter, nbgrader):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)  # nbgrader also reads the settings of the folder it is in
            try:
                found |= part()
            except Exception as error:  # noqa: BLE001 - told to who asked
                found["errors"].append(f"{part.__name__}: {type(error).__name__}: {error}")
            os.chdir("/")
    with os.fdopen(told, "w") as stream:
        json.dump(found, stream, default=sorted)


if __name__ == "__main__":
    main()
