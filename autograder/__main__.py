"""``python -m autograder``: the same command line as the installed ``autograder``."""

import sys

# Whatever reads notebooks imports jsonschema, and that a grammar of international web addresses,
# which takes longer than all the rest. Nothing here asks for one, and jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from autograder.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
