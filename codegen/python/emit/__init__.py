"""Emitters, which convert the IR and its names to files. ``codegen.python.parts`` lists them."""
