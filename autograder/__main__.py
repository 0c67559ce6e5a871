"""``python -m autograder``: the same command line as the installed ``autograder``."""

from autograder.cli import main

if __name__ == "__main__":
    main()
