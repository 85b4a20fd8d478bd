"""Intermediate representation of an API: independent of OpenAPI versions and of Python, frozen, with locations."""
