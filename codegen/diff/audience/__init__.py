"""Rate changes per audience: levels, policies, version bump."""
