"""Copy generated packages into other repositories, and keep the copies up to date."""
