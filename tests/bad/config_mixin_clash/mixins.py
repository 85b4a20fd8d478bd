"""A mixin with the name of a field."""


class ThingMixin:
    """Defines ``id``, which is a field of the model."""

    def id(self) -> str:
        """Return a text."""
        return ""
