"""Parses headings and links of reference pages into a resource and its object or one of its operations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from codegen.tables.dialects.model import PLAIN, Dialect, Route

if TYPE_CHECKING:
    from codegen.tables.model import ResponseKind

VERBS = ("create", "retrieve", "update", "list", "delete", "cancel", "search", "get")
_OBJECT = re.compile(r"(?:the )?(?P<noun>.+?) (?:object|resource|model)", re.IGNORECASE)
_VERB = re.compile(rf"(?P<verb>{'|'.join(VERBS)})s?(?: all)?(?: an?| the| your)? (?P<noun>[\w -]+)", re.IGNORECASE)
_LINK = re.compile(r"(?:^|/)api/(?P<resource>[\w-]+(?:/[\w-]+)*?)/(?P<action>[\w-]+)/?$")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
ENDPOINT = re.compile(
    r"\s*(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[\s:]+(?:https?://[^/\s]+)?(?P<path>/\S*)(?:\s+HTTP/\d(?:\.\d)?)?"
    r"(?:\s+\([^()\n]{1,60}\))?\s*"
)
"""A line that consists of method and path."""
_TITLED = re.compile(
    r"(?P<heading>\S[^\n]{0,200}?)[\s:–—-]+[(\[]?(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+"  # noqa: RUF001
    r"(?P<path>/[^\s()\[\]]*)[)\]]?"
)
_ROUTE_TITLED = re.compile(
    r"(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(?P<path>/\S*)\s+[:–—-]\s+(?P<heading>\S[^\n]{0,200})"  # noqa: RUF001
)
_ROUTE_LABEL = re.compile(
    r"\A[*_]*(?:endpoint|url|route|path|http request|request|request url|api)[*_]*:[*_]*\s+", re.IGNORECASE
)
_GLUED = re.compile(r"^(get|post|put|patch|delete|head|options|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)(?=/|https?://)")
"""A method before its path without a space, as pages saved as text have it."""
_MAX_ROUTE = 2_000
_MARKUP = re.compile(r"`|\*\*")
_HOST = re.compile(r"^https?://[^/\s]+")
_BACKSLASH = re.compile(r"\\([{}<>_*\[\]])")
_LINKED = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_ANCHORED = re.compile(r"\{([^{}#]{1,100})#[^{}]{0,200}\}")
"""A variable with a link to what it identifies."""
_VARIABLE = re.compile(r"\{([^{}/]{1,100})\}")
_FENCE = re.compile(r"(?:```|~~~)[^\S\n]*+\w*+[^\S\n]*+\n(?P<inner>[^`~]*?)\n?(?:```|~~~)")
_SEGMENT = re.compile(r"(?<=/)(?::(?P<colon>\w+)|<(?P<angle>\w+)>)(?=/|$)")
_LIST_RESPONSE = re.compile(
    r"returns a (?:paginated )?list of"
    r"|an? (?:dictionary|object|hash) with an? `?data`? property that contains an array",
    re.IGNORECASE,
)
_RETURNED_STATUS = re.compile(
    r"\b(?:returns?|respon(?:ds|ses?)|status(?: code)?)\b[^.\n]{0,60}?(?<![\d.-])(20[0-6])"
    r"(?=[`\]*,;:)]|\.(?!\d)|\s*$|\s+(?:ok|no|created|accepted|empty|response|status|code|with|on|and|if|when)\b)",
    re.IGNORECASE,
)
_EITHER_STATUS = re.compile(r"\bor (?:an? )?[`\[*]*20[0-6]\b|\b20[0-6]\b[^.\n]{0,20} or\b", re.IGNORECASE)
_OBJECT_RESPONSE = re.compile(r"returns (?:a|an|the)\b(?! list\b)|\bobject is returned\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HeadingSubject:
    """The subject of a section. ``name`` is that of the object or operation; ``resource`` as paths spell it."""

    kind: Literal["object", "parameters"]
    name: str
    resource: str


def subject_of(heading: str, link: str = "") -> HeadingSubject | None:
    """Return the subject of a heading; its link (``/api/<resource>/<action>``) takes precedence over its text."""
    title = _OBJECT.fullmatch(heading.strip())
    verb = _VERB.fullmatch(heading.strip())
    try:
        linked = _LINK.search(urlsplit(link).path)
    except ValueError:
        linked = None
    if linked:
        resource, action = linked["resource"].replace("-", "_"), linked["action"].lower().replace("-", "_")
        if action == "object":
            return HeadingSubject("object", slug(title["noun"]) if title else singular(resource), resource)
        return HeadingSubject("parameters", action, resource)
    if title:
        return HeadingSubject("object", slug(title["noun"]), plural(slug(title["noun"])))
    if verb:
        return HeadingSubject("parameters", verb["verb"].lower(), plural(slug(verb["noun"])))
    return None


def route_in(text: str, dialect: Dialect = PLAIN) -> Route | None:
    """Parse a paragraph or heading that is only a method and a path, or that a rule of the dialect describes.

    ``:id``, ``<id>`` and ``{thing.id}`` become variables in braces.
    """
    text = text.strip()
    if len(text) > _MAX_ROUTE:
        return None
    fenced = _FENCE.fullmatch(text)
    line = _ROUTE_LABEL.sub("", (fenced["inner"] if fenced else text).strip(), count=1)
    plain = _unlinked(line)
    plain = _GLUED.sub(lambda match: f"{match[1].upper()} ", plain)
    match = ENDPOINT.fullmatch(_MARKUP.sub("", plain).strip("*"))
    if match:
        return _clean(Route(match["method"].upper(), match["path"]))
    found = dialect.route(plain) or dialect.route(line)
    return _clean(found) if found else None


def titled_route(heading: str) -> Route | None:
    """Parse a heading with a title and a route: ``List things (GET /things)``, ``GET /things - List things``."""
    match = _TITLED.fullmatch(heading) or _ROUTE_TITLED.fullmatch(heading)
    return _clean(Route(match["method"], match["path"], match["heading"])) if match else None


def _clean(route: Route) -> Route | None:
    """Return a route with its variables in braces; None where the path is none."""
    path = _unlinked(route.path).strip("`*_ ")
    path = _ANCHORED.sub(r"{\1}", _HOST.sub("", path)).rstrip("`*:").partition("?")[0]
    if not path.startswith("/") or len(path.split()) != 1 or route.method not in METHODS:
        return None
    return replace(route, path=_VARIABLE.sub(_named, _SEGMENT.sub(_braced, path)))


def _unlinked(text: str) -> str:
    r"""Return Markdown with links replaced by their texts, and without the backslashes before braces."""
    text = _BACKSLASH.sub(r"\1", text)
    return _LINKED.sub(r"\1", text) if "](" in text else text


def _named(match: re.Match[str]) -> str:
    """Return a variable as a word: ``{sticker.id#ANCHOR}`` is ``{sticker_id}``."""
    return f"{{{re.sub(r'[^A-Za-z0-9_-]+', '_', match[1].partition('#')[0]).strip('_') or 'id'}}}"


def _braced(match: re.Match[str]) -> str:
    return f"{{{match['colon'] or match['angle']}}}"


def inferred_response(prose: str) -> ResponseKind:
    """Infer the kind of response of an operation from prose, by the rules of docs/tables.md."""
    if _LIST_RESPONSE.search(prose):
        return "list"
    return "object" if _OBJECT_RESPONSE.search(prose) else ""


def stated_status(prose: str) -> int:
    """Return the status code of the response that prose states: ``Returns 204 No Content``; 0 without exactly one."""
    found = {int(match[1]) for match in _RETURNED_STATUS.finditer(prose)}
    return found.pop() if len(found) == 1 and not _EITHER_STATUS.search(prose) else 0


def resource_of(path: str) -> str:
    """Return the resource of a path: its last literal segment."""
    words = [part for part in path.split("/") if part and not part.startswith(("{", ":", "@"))]
    return words[-1].removesuffix(".json") if words else ""


def slug(text: str) -> str:
    """Return a text in snake case: ``Promotion Code`` is ``promotion_code``."""
    return re.sub(r"\W+", "_", text.strip().lower()).strip("_")


def plural(name: str) -> str:
    """Return the English plural of a name, as paths spell collections."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name if name.endswith("s") else name + "s"


def singular(name: str) -> str:
    """Return the singular of the name of a collection, as its object is called."""
    last = name.rpartition("/")[2]
    if last.endswith("ies"):
        return last[:-3] + "y"
    return last[:-1] if last.endswith("s") and not last.endswith("ss") else last
