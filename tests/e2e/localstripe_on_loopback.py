"""Runs localstripe, which binds every interface and keeps a file between runs, on loopback and in memory."""

from __future__ import annotations

import sys

from aiohttp import web
from localstripe import resources
from localstripe.server import app

if __name__ == "__main__":
    resources.Store.dump_to_disk = lambda _: None
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
