"""The model of an API: version-neutral, language-neutral, frozen, every node with its location."""
