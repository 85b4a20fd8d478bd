"""Requests that may be sent twice and take effect once.

A key is reserved in a transaction of its own. What the request does and the reply to it are then committed together: a
process that is killed in between has done nothing, and its reservation lapses.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from anyio.to_thread import run_sync
from promotion_codes_clover.server import ServiceError
from pydantic import BaseModel
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from starlette.datastructures import Headers, MutableHeaders

from .tables import StoredReply

if TYPE_CHECKING:
    from collections.abc import Callable

    from promotion_catalog.server import RequestContext as CatalogContext
    from promotion_codes_clover.server import RequestContext as CodesContext
    from sqlalchemy.orm import Session
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from .database import Database

    Context = CodesContext | CatalogContext

KEPT = 24 * 60 * 60
"""Seconds for which a reply is kept."""
LONGEST = 255
_HEADER = "Idempotency-Key"

Reply = TypeVar("Reply", bound=BaseModel)


class EchoKey:
    """ASGI middleware that repeats the idempotency key of a POST in the response, whether it succeeds or not."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        key = Headers(scope=scope).get(_HEADER, "") if scope["type"] == "http" and scope["method"] == "POST" else ""

        async def echoing(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[_HEADER] = key
            await send(message)

        await self.app(scope, receive, echoing if key else send)


class Once:
    """Does what a POST asks for, unless its idempotency key says that it was done already."""

    def __init__(self, database: Database, lease: int) -> None:
        """Keep replies in ``database``; a reservation without a reply lapses after ``lease`` seconds."""
        self.database = database
        self.lease = lease

    async def run(
        self, context: Context, body: BaseModel | None, kind: type[Reply], work: Callable[[Session], Reply]
    ) -> Reply:
        """Run `_run` in one of the threads for writers: those that wait for the database occupy no other thread."""
        return await run_sync(self._run, context, body, kind, work, limiter=self.database.writers)

    def _run(
        self, context: Context, body: BaseModel | None, kind: type[Reply], work: Callable[[Session], Reply]
    ) -> Reply:
        """Return the reply of ``work``, or the stored one, in which case a header says so.

        Raises ``ServiceError`` for a key that came with other parameters, or whose first request has not ended. A
        request that fails stores nothing: it may be sent again under its key.
        """
        key = context.idempotency_key
        if not key:
            with self.database.write() as session:
                return work(session)
        if len(key) > LONGEST:
            raise ServiceError(
                400, f"Idempotency keys can be up to {LONGEST} characters long.", type="idempotency_error"
            )
        token = uuid4().hex
        stored = self._reserve(key, _fingerprint(context, body), token)
        if stored is not None:
            context.response_headers["Idempotent-Replayed"] = "true"
            return kind.model_validate_json(stored)
        try:
            with self.database.write() as session:
                reply = work(session)
                self._store(session, key, token, reply)
        except BaseException:
            self._release(key, token)
            raise
        return reply

    def _reserve(self, key: str, fingerprint: str, token: str) -> str | None:
        """Return the stored reply, or None when the key is ours now."""
        try:
            with self.database.write() as session:
                return self._claim(session, key, fingerprint, token)
        except IntegrityError:  # someone else was first between our look and our entry
            raise _in_use(key) from None

    def _claim(self, session: Session, key: str, fingerprint: str, token: str) -> str | None:
        now = int(time.time())
        row = session.get(StoredReply, key, with_for_update=True)
        if row is None:
            session.add(StoredReply(key=key, fingerprint=fingerprint, token=token, started=now, reply=None))
            return None
        if now - row.started < (self.lease if row.reply is None else KEPT):
            if row.fingerprint != fingerprint:
                message = (
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    f"Try using a key other than '{key}' if you meant to execute a different request."
                )
                raise ServiceError(400, message, type="idempotency_error")
            if row.reply is None:
                raise _in_use(key)
            return row.reply
        row.fingerprint, row.token, row.started, row.reply = fingerprint, token, now, None
        return None

    @staticmethod
    def _store(session: Session, key: str, token: str, reply: BaseModel) -> None:
        """Keep the reply, unless we took so long that the key has passed on to another request."""
        change = update(StoredReply).where(StoredReply.key == key, StoredReply.token == token)
        done = session.connection().execute(change.values(reply=reply.model_dump_json(by_alias=True)))
        if done.rowcount != 1:
            raise _in_use(key)

    def _release(self, key: str, token: str) -> None:
        with self.database.write() as session:
            session.execute(delete(StoredReply).where(StoredReply.key == key, StoredReply.token == token))


def _in_use(key: str) -> ServiceError:
    message = (
        f"There is currently another in-progress request using this Idempotent Key: {key}. Please try again later."
    )
    return ServiceError(409, message, type="idempotency_error", code="idempotency_key_in_use")


def _fingerprint(context: Context, body: BaseModel | None) -> str:
    sent = None if body is None else body.model_dump(mode="json", by_alias=True)
    facts = [context.method, context.path, context.query_string, sent]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
