"""The ways through two versions of a document, on which the checks look at everything once."""
