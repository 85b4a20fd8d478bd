"""Updates packages from the sources of their documents: fetch, generate, compare."""
