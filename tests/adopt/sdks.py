"""Small SDKs of one API, in the layouts of several makers, and the document of that API."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DOCUMENT = """\
openapi: 3.1.0
info: {title: Forum, version: "1"}
servers: [{url: https://api.forum.test/v1}]
security: [{key: []}]
paths:
  /threads/{thread_id}/messages/{id}:
    parameters:
      - {name: thread_id, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      parameters:
        - {name: includeAll, in: query, schema: {type: boolean}}
      responses:
        "200": {$ref: "#/components/responses/Message"}
    delete:
      responses: {"204": {description: deleted}}
  /threads/{thread_id}/messages:
    parameters:
      - {name: thread_id, in: path, required: true, schema: {type: string}}
    get:
      parameters:
        - {name: from, in: query, schema: {type: string}}
      responses:
        "200":
          description: messages
          content:
            application/json:
              schema:
                type: object
                properties:
                  rows: {type: array, items: {$ref: "#/components/schemas/ThreadMessage"}}
                  next_key: {type: string}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [content], properties: {content: {type: string}}}
      responses:
        "200": {$ref: "#/components/responses/Message"}
  /search:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, properties: {q: {type: string}}}}}
      responses: {"200": {description: hits, content: {application/json: {schema: {type: object}}}}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
  responses:
    Message:
      description: a message
      content: {application/json: {schema: {$ref: "#/components/schemas/ThreadMessage"}}}
  schemas:
    ThreadMessage: {type: object, required: [id], properties: {id: {type: string}, content: {type: string}}}
"""

RETRIEVE = "GET /threads/{thread_id}/messages/{id}"
DELETE = "DELETE /threads/{thread_id}/messages/{id}"
LIST = "GET /threads/{thread_id}/messages"
CREATE = "POST /threads/{thread_id}/messages"
SEARCH = "POST /search"

_STAINLESS = {
    "forum/__init__.py": "from ._client import Forum as Forum, AsyncForum as AsyncForum\n",
    "forum/_client.py": """
from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import httpx2

from ._compat import cached_property

if TYPE_CHECKING:
    from .resources.search import Search
    from .resources.threads.threads import Threads, AsyncThreads


class Forum:
    def __init__(self, *, api_key: str | None = None, base_url: str | None = None, max_retries: int = 5) -> None:
        self.api_key = api_key or os.environ.get("BOARD_API_KEY")
        self.base_url = base_url or os.environ.get("BOARD_BASE_URL") or "https://api.forum.test/v1"

    @cached_property
    def threads(self) -> Threads:
        from .resources.threads.threads import Threads

        return Threads(self)

    @cached_property
    def search(self) -> Search:
        from .resources.search import Search

        return Search(self)

    @property
    def default_headers(self) -> dict[str, str]:
        return {"X-Stainless-Async": "false", "forum-version": "2024-06-01"}

    def send(self, verb: str, path: str, query: Any = None, body: Any = None, cast_to: Any = None) -> Any:
        sent = {key: value for key, value in (query or {}).items() if value is not None}
        reply = httpx2.request(verb, self.base_url + path, params=sent, json=body, headers=self.default_headers)
        value = reply.json() if reply.content else None
        return cast_to.model_validate(value) if hasattr(cast_to, "model_validate") else value


class AsyncForum:
    @cached_property
    def threads(self) -> AsyncThreads:
        from .resources.threads.threads import AsyncThreads

        return AsyncThreads(self)
""",
    "forum/_compat.py": "from functools import cached_property as cached_property\n",
    "forum/pagination.py": """
from .types import Message


class SyncKeyPage:
    def __init__(self, client, path, query):
        self.client, self.path, self.query = client, path, query
        reply = client.send("GET", path, query=query)
        self.rows = [Message.model_validate(row) for row in reply["rows"]]
        self.next_key = reply.get("next_key")

    def __iter__(self):
        yield from self.rows
        if self.next_key:
            yield from SyncKeyPage(self.client, self.path, {"from": self.next_key})

    def _get_page_items(self):
        rows = self.rows
        return rows or []

    def next_page_info(self):
        next_key = self.next_key
        if not next_key:
            return None
        return PageInfo(params={"from": next_key})
""",
    "forum/types/__init__.py": "from .message import Message as Message\n",
    "forum/types/message.py": """
from pydantic import BaseModel


class Message(BaseModel):
    id: str
    content: str | None = None
""",
    "forum/resources/__init__.py": "",
    "forum/resources/search.py": """
class Search:
    def __init__(self, client):
        self._client = client

    def _post(self, path, *, body=None, options=None, cast_to=None):
        return self._client.send("POST", path, body=body)

    def run(self, *, q: str = "", extra_headers=None) -> object:
        return self._post("/search", body={"q": q} if q else None, options={"headers": extra_headers}, cast_to=object)

    def run_and_poll(self, *, q: str) -> object:
        return self.run(q=q)
""",
    "forum/resources/threads/__init__.py": "",
    "forum/resources/threads/threads.py": '''
from __future__ import annotations

from urllib.parse import quote

from ..._compat import cached_property
from ...pagination import SyncKeyPage
from ...types import Message


def quoted(value):
    return quote(value, safe="")


def path_template(template, **values):
    return template.format(**{name: quoted(value) for name, value in values.items()})


class Messages:
    def __init__(self, client):
        self._client = client

    def _get(self, path, *, query=None, cast_to=None):
        return self._client.send("GET", path, query=query, cast_to=cast_to)

    def _get_api_list(self, path, *, query=None, page=None):
        return page(self._client, path, query)

    def _post(self, path, *, body=None, cast_to=None):
        return self._client.send("POST", path, body=body, cast_to=cast_to)

    def _delete(self, path, *, cast_to=None):
        return self._client.send("DELETE", path)

    @cached_property
    def with_raw_response(self) -> MessagesWithRawResponse:
        return MessagesWithRawResponse(self)

    def retrieve(self, message_id: str, *, thread_id: str, include_all: bool | None = None) -> Message:
        """Retrieve a message."""
        if not thread_id:
            raise ValueError(f"Expected a non-empty value for `thread_id` but received {thread_id!r}")
        return self._get(
            path_template("/threads/{thread_id}/messages/{message_id}", thread_id=thread_id, message_id=message_id),
            query={"includeAll": include_all},
            cast_to=Message,
        )

    def list(self, thread_id: str, *, after: str | None = None) -> SyncKeyPage[Message]:
        return self._get_api_list(f"/threads/{quoted(thread_id)}/messages", query={"from": after}, page=SyncKeyPage)

    def add(self, thread_id: str, *, content: str) -> Message:
        return self._post(f"/threads/{quoted(thread_id)}/messages", body={"content": content}, cast_to=Message)

    def remove(self, message_id: str, *, thread_id: str) -> None:
        return self._delete(f"/threads/{quoted(thread_id)}/messages/{quoted(message_id)}")


class MessagesWithRawResponse:
    def __init__(self, messages):
        self.retrieve = messages.retrieve


class AsyncMessages:
    async def retrieve(self, message_id: str, *, thread_id: str) -> Message:
        return await self._get(f"/threads/{thread_id}/messages/{message_id}", cast_to=Message)


class Threads:
    def __init__(self, client):
        self._client = client

    @cached_property
    def messages(self) -> Messages:
        return Messages(self._client)


class AsyncThreads:
    @cached_property
    def messages(self) -> AsyncMessages:
        return AsyncMessages(self._client)
''',
}

_SPEAKEASY = {
    "forum/__init__.py": "from .sdk import Forum\n",
    "forum/basesdk.py": "class BaseSDK:\n    def _build_request(self, method, path, **options): ...\n",
    "forum/sdkconfiguration.py": 'SERVERS = ["https://api.forum.test/v1"]\n',
    "forum/sdk.py": """
from typing import TYPE_CHECKING
from .basesdk import BaseSDK
if TYPE_CHECKING:
    from forum.messages import Messages
    from forum.find import Find

class Forum(BaseSDK):
    messages: "Messages"
    find: "Find"
    _sub_sdk_map = {"messages": ("forum.messages", "Messages"), "find": ("forum.find", "Find")}
""",
    "forum/find.py": """
from .basesdk import BaseSDK

class Find(BaseSDK):
    def everywhere(self, *, q=None, retries=None):
        req = self._build_request(method="POST", path="/search", request=q)

    async def everywhere_async(self, *, q=None):
        req = self._build_request_async(method="POST", path="/search", request=q)
""",
    "forum/messages.py": """
from .basesdk import BaseSDK
from . import models

class Messages(BaseSDK):
    def fetch(self, *, thread_id: str, id: str, include_all=None) -> "models.ThreadMessage":
        req = self._build_request(method="GET", path="/threads/{thread_id}/messages/{id}", base_url=None)

    def list(self, *, thread_id: str, from_=None):
        req = self._build_request(method="GET", path="/threads/{thread_id}/messages", base_url=None)

    def create(self, *, thread_id: str, content: str):
        req = self._build_request(method="POST", path="/threads/{thread_id}/messages", base_url=None)

    def delete(self, *, thread_id: str, id: str):
        req = self._build_request(method="DELETE", path="/threads/{thread_id}/messages/{id}", base_url=None)
""",
    "forum/models.py": "class ThreadMessage(BaseModel):\n    id: str\n",
}

_FERN = {
    "forum/__init__.py": '_dynamic_imports = {"Forum": ".client", "messages": ".messages"}\n',
    "forum/core/client_wrapper.py": "class SyncClientWrapper: ...\n",
    "forum/client.py": """
import os

class BaseForum:
    def __init__(self, *, api_key=os.getenv("FORUM_TOKEN"), environment=None):
        self._client_wrapper = None
        self._threads = None

    @property
    def threads(self):
        if self._threads is None:
            from .threads.client import ThreadsClient  # noqa: E402
            self._threads = ThreadsClient(client_wrapper=self._client_wrapper)
        return self._threads

    def search(self, *, q=None, request_options=None):
        _response = self._client_wrapper.httpx_client.request("search", method="POST", json={"q": q})

class Forum(BaseForum):
    pass
""",
    "forum/threads/client.py": """
from .messages.client import MessagesClient

class ThreadsClient:
    def __init__(self, *, client_wrapper):
        self.messages = MessagesClient(client_wrapper=client_wrapper)
""",
    "forum/threads/messages/client.py": """
from .raw_client import RawMessagesClient

class MessagesClient:
    def __init__(self, *, client_wrapper):
        self._raw_client = RawMessagesClient(client_wrapper=client_wrapper)

    def get(self, thread_id: str, id: str, *, show_all=None, request_options=None) -> ThreadMessage:
        _response = self._raw_client.get(thread_id, id, show_all=show_all, request_options=request_options)
        return _response.data

    def list(self, thread_id: str, *, from_=None) -> Page:
        return self._raw_client.list(thread_id, from_=from_).data

    def post(self, thread_id: str, *, content: str) -> ThreadMessage:
        return self._raw_client.post(thread_id, content=content).data

    def delete(self, thread_id: str, id: str) -> None:
        return self._raw_client.delete(thread_id, id).data
""",
    "forum/threads/messages/raw_client.py": """
class RawMessagesClient:
    def get(self, thread_id: str, id: str, *, show_all=None, request_options=None):
        _response = self._client_wrapper.httpx_client.request(
            f"threads/{jsonable_encoder(thread_id)}/messages/{jsonable_encoder(id)}",
            method="GET", params={"includeAll": show_all}, request_options=request_options,
        )

    def list(self, thread_id: str, *, from_=None):
        path = f"threads/{jsonable_encoder(thread_id)}/messages"
        return self._client_wrapper.httpx_client.request(path, method="GET")

    def post(self, thread_id: str, *, content: str):
        return self._client_wrapper.httpx_client.request(
            f"threads/{jsonable_encoder(thread_id)}/messages", method="POST", json={"content": content}
        )

    def delete(self, thread_id: str, id: str):
        path = f"threads/{jsonable_encoder(thread_id)}/messages/{jsonable_encoder(id)}"
        return self._client_wrapper.httpx_client.request(path, method="DELETE")
""",
}

_GENERATOR_METHOD = """
    def {name}(self, {arguments}, _request_timeout=None):
        _param = self._{name}_serialize({arguments})
        return self.api_client.call_api(*_param)

    def {name}_with_http_info(self, {arguments}):
        _param = self._{name}_serialize({arguments})
        return self.api_client.call_api(*_param)

    def _{name}_serialize(self, {arguments}):
        return self.api_client.param_serialize(method='{verb}', resource_path='{path}', path_params={{}})
"""


def _generated(name: str, rows: Mapping[str, tuple[str, str]]) -> str:
    methods = [
        _GENERATOR_METHOD.format(name=method, arguments=arguments, verb=key.split()[0], path=key.split()[1])
        for method, (key, arguments) in rows.items()
    ]
    return f"class {name}:\n" + "".join(methods)


_OPENAPI_GENERATOR = {
    ".openapi-generator/VERSION": "7.9.0\n",
    "forum/__init__.py": "from forum.api.messages_api import MessagesApi\n",
    "forum/api_client.py": "class ApiClient: ...\n",
    "forum/rest.py": "class RESTClientObject: ...\n",
    "forum/api/messages_api.py": _generated(
        "MessagesApi",
        {
            "get_message": (RETRIEVE, "thread_id, id, include_all=None"),
            "remove_message": (DELETE, "thread_id, id"),
            "list_messages": (LIST, "thread_id, var_from=None"),
            "post_message": (CREATE, "thread_id, content"),
        },
    ),
    "forum/api/search_api.py": _generated("SearchApi", {"search": (SEARCH, "q=None")}),
    "forum/models/thread_message.py": "class ThreadMessage(BaseModel):\n    id: StrictStr\n",
}


def _function(verb: str, path: str, arguments: str) -> str:
    names = [name.partition(":")[0] for name in arguments.split(", ") if name]
    passed = "".join(f"{name}, " for name in names)
    arguments = f"{arguments}, *, " if arguments else "*, "
    filled = ", ".join(f"{name}=quote(str({name}))" for name in names)
    return f"""
def _get_kwargs({", ".join(names)}) -> dict[str, Any]:
    _kwargs: dict[str, Any] = {{
        "method": "{verb.lower()}",
        "url": "{path}".format({filled}),
    }}
    return _kwargs

def sync_detailed({arguments}client) -> Response[ThreadMessage]:
    kwargs = _get_kwargs({passed})
    return client.get_httpx_client().request(**kwargs)

def sync({arguments}client) -> ThreadMessage | None:
    return sync_detailed({passed}client=client).parsed

async def asyncio({arguments}client) -> ThreadMessage | None:
    return None
"""


_PYTHON_CLIENT = {
    "forum_client/__init__.py": "from .client import Client\n",
    "forum_client/client.py": "class Client: ...\n",
    "forum_client/types.py": "class Unset: ...\n",
    "forum_client/api/__init__.py": "",
    "forum_client/api/messages/__init__.py": "",
    "forum_client/api/messages/get_message.py": _function(*RETRIEVE.split(), "thread_id: str, id: str"),
    "forum_client/api/messages/delete_message.py": _function(*DELETE.split(), "thread_id: str, id: str"),
    "forum_client/api/messages/list_messages.py": _function(*LIST.split(), "thread_id: str"),
    "forum_client/api/messages/create_message.py": _function(*CREATE.split(), "thread_id: str"),
    "forum_client/api/default/search.py": _function(*SEARCH.split(), ""),
}

SDKS: Mapping[str, Mapping[str, str]] = {
    "Stainless": _STAINLESS,
    "Speakeasy": _SPEAKEASY,
    "Fern": _FERN,
    "openapi-generator": _OPENAPI_GENERATOR,
    "openapi-python-client": _PYTHON_CLIENT,
}

NAMES: Mapping[str, tuple[str, str, str, str, str]] = {
    "Stainless": (
        "threads.messages.retrieve",
        "threads.messages.remove",
        "threads.messages.list",
        "threads.messages.add",
        "search.run",
    ),
    "Speakeasy": ("messages.fetch", "messages.delete", "messages.list", "messages.create", "find.everywhere"),
    "Fern": (
        "threads.messages.get",
        "threads.messages.delete",
        "threads.messages.list",
        "threads.messages.post",
        "root.search",
    ),
    "openapi-generator": (
        "messages.get_message",
        "messages.remove_message",
        "messages.list_messages",
        "messages.post_message",
        "search.search",
    ),
    "openapi-python-client": (
        "messages.get_message",
        "messages.delete_message",
        "messages.list_messages",
        "messages.create_message",
        "default.search",
    ),
}
"""The names of the operations RETRIEVE, DELETE, LIST, CREATE and SEARCH."""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, and return it."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
