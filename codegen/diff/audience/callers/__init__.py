"""What a change means for Python code that uses a generated package."""
