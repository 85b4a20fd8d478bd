"""The four steps of code generation, and the commands built on them: generate, check, scaffold."""
