"""Jobs that combine the floors below: one file each."""
