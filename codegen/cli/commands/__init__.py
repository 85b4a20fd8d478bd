"""One module per command; ``cli/registry.py`` lists them."""
