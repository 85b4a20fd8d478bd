"""Generates Python: names, code values, emitters, templates and formatting."""
