"""Canonical forms of schemas, defaults and media types: equivalent spellings become equal before they are compared."""
