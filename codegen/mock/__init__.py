"""Mock server with responses from the examples and schemas of a document."""
