"""The asynchronous half of the client: the source of ``_sync``, which ``make runtime`` generates."""
