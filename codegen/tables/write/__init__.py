"""Write the reference pages of an OpenAPI document."""
