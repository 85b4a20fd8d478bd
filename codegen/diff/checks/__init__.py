"""Families of checks, one per file: the rules, and the function that finds them."""
