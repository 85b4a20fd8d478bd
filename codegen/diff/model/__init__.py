"""Data model of a comparison: rules, changes, findings, notice periods."""
