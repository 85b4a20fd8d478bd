"""Checks, one file per subject: the rules, and the function that finds their changes."""
