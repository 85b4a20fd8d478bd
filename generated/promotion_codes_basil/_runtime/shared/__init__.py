"""The runtime that models, clients and servers share."""
