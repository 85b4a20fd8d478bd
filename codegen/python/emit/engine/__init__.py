"""Models of kinds that need no runtime, written by datamodel-code-generator.

No other package imports that library; it is imported only when such a kind is generated.
"""
