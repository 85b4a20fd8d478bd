"""IR to IR: pure passes that leave an API ready for naming and emitting."""
