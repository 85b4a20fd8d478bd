"""Ground floor: locations, diagnostics, the one place where data becomes Python text. Imports nothing of codegen."""
