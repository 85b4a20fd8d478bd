"""Runtime support of the generated package. Copied unchanged by spec-codegen; do not edit."""
