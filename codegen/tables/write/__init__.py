"""Writing of reference pages for an OpenAPI document."""
