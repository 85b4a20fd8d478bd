"""Write minimal programs that type-check against one version and fail against the other."""
