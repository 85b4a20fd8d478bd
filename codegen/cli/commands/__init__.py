"""Commands, one module each; ``cli/registry.py`` lists them."""
