"""The target language: names, statements, templates and formatting of Python output."""
