"""IR and names to files: one emitter per part of the output, listed in ``registry``."""
