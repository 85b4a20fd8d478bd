"""The content of table cells: names, types, flags, limits and prose."""
