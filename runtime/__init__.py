"""Support code of the generated package. Copied by spec-codegen as it is; do not edit."""
