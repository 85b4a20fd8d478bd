"""Counterexamples: values that one version of a schema allows and the other one does not."""
