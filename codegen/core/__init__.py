"""Ground floor: locations, diagnostics, and the one place where data becomes Python text. Imports nothing of codegen."""
