"""Walk two versions of a document in parallel and run the checks on every pair of elements."""
