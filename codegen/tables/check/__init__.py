"""Compare schema tables with an OpenAPI document and with their own examples."""
