"""Documents that are not files: fetching them, their snapshots, and the lock that pins these.

``fetch`` writes a snapshot beside ``sources.lock``; all other commands read snapshots only, without the network.
"""
