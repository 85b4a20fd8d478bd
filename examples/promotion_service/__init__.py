"""Stripe's promotion codes on a database of your own: an example service on generated stubs."""
