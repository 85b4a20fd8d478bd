"""A mock server that answers from the examples and schemas of a document."""
