"""Pure passes over the IR that prepare an API for naming and emitting."""
