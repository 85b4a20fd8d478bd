"""The asynchronous client, and the source of ``_sync``, which ``make runtime`` generates."""
