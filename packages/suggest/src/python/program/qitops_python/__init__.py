"""Runs the functions and tests of a Python project for qitops. Standard library only, Python 3.8 and later."""
