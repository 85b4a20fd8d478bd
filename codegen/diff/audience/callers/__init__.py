"""Map changes to Python code that uses a generated package."""
