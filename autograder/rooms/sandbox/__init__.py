"""What a student's code may see and use: layers of the kernel's, each probed before it is used.

`layers` says which there are and which of them a grader must insist on; `probe` finds out; `launch`
starts a warm parent inside; `door` shuts every fork of it in. The other modules each speak to one
part of the kernel. Nothing here imports more than the standard library.
"""

from autograder.rooms.sandbox.layers import Layer, Sandbox, SandboxError
from autograder.rooms.sandbox.limits import Limits

__all__ = ["Layer", "Limits", "Sandbox", "SandboxError"]
