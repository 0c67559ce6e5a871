"""What ``make.py`` is made of: the environment, and the pins that it installs."""
