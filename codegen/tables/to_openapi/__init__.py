"""Schema tables and a document: joined, compared, or the one made of the other."""
