"""What the notebooks of the course import: models, data, checks and pictures.

Importing this package imports nothing else. Take the part you need::

    from dl4ds_utils import check, data, models
    from dl4ds_utils.trajectory import Trajectory
    from dl4ds_utils.views import ContourDisplay

``models``, ``data``, ``trajectory`` and ``check`` need NumPy only; ``views`` adds matplotlib.
Nothing here computes the answer to a graded exercise.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
