"""Value types and text functions that every package uses: locations, diagnostics, media types, escaping."""
