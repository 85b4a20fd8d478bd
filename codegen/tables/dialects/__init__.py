"""How the pages of a vendor write types, flags, routes and headings: rules as data, one file per dialect."""
