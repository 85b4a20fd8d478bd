"""Registry of the optional features of the runtime, one row each: how to find out whether a package needs it.

Statements of the runtime that belong to a feature are marked with its name, and are copied with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.core.media_type import FORM
from codegen.ir.api import In
from codegen.ir.lookup import is_file
from codegen.python.emit.streams import has_stream
from codegen.python.emit.webhooks import has_webhooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen.ir.api import Api, Media
    from codegen.python.emitter import EmitInput


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: its name in the marks of the runtime, and whether a package needs it.

    That is so if it is ``needed`` for the API or the configuration, or if emitted code contains one of the ``words``.
    """

    name: str
    needed: Callable[[EmitInput], bool] = lambda _: False
    words: tuple[str, ...] = ()


def _has_streams(given: EmitInput) -> bool:
    return any(has_stream(operation) for operation in given.api.operations)


def _has_multipart(given: EmitInput) -> bool:
    return any(media.media_type.essence.startswith("multipart/") for media in _sent(given.api))


def _has_raw_bodies(given: EmitInput) -> bool:
    return any(_is_raw(given.api, media) for media in _sent(given.api))


def _is_raw(api: Api, media: Media) -> bool:
    kind = media.media_type
    is_object = kind.is_json or kind.essence == FORM or kind.essence.startswith("multipart/")
    return not is_object or is_file(api, media)


def _sent(api: Api) -> Iterator[Media]:
    for operation in api.operations:
        if operation.body is not None:
            yield from operation.body.media


def _has_operations(given: EmitInput) -> bool:
    return bool(given.api.operations)


def _has_forms(given: EmitInput) -> bool:
    return any(media.media_type.essence == FORM for media in _sent(given.api))


def _has_media_choice(given: EmitInput) -> bool:
    return any(len(operation.body.media) > 1 for operation in given.api.operations if operation.body is not None)


def _has_pages(given: EmitInput) -> bool:
    return any(operation.pagination is not None for operation in given.api.operations)


def _has_page_kind(*kinds: str) -> Callable[[EmitInput], bool]:
    def needed(given: EmitInput) -> bool:
        found = (operation.pagination for operation in given.api.operations)
        return any(pages.kind in kinds for pages in found if pages is not None)

    return needed


def _has_client_credentials(given: EmitInput) -> bool:
    return any(scheme.token_url for scheme in given.api.security_schemes)


def _has_keys_in(place: str) -> Callable[[EmitInput], bool]:
    def needed(given: EmitInput) -> bool:
        return any(scheme.key_in == place for scheme in given.api.security_schemes)

    return needed


def _has_uploads(given: EmitInput) -> bool:
    return _has_multipart(given) or _has_raw_bodies(given)


def _has_cookies(given: EmitInput) -> bool:
    has_keys = _has_keys_in(In.COOKIE)(given)
    return has_keys or any(param.where is In.COOKIE for one in given.api.operations for param in one.params)


def _has_query_strings(given: EmitInput) -> bool:
    return any(param.where is In.QUERYSTRING for one in given.api.operations for param in one.params)


def _has_path_styles(given: EmitInput) -> bool:
    params = (param for operation in given.api.operations for param in operation.params)
    return any(param.where is In.PATH and param.style in ("label", "matrix") for param in params)


FEATURES: tuple[Feature, ...] = (
    Feature("assertions", words=("SchemaAssertion", "model_assertion")),
    Feature("client_credentials", _has_client_credentials),
    Feature("cookies", _has_cookies),
    Feature("downloads", _has_operations),
    Feature("forms", _has_forms),
    Feature("media_choice", _has_media_choice),
    Feature("multipart", _has_multipart),
    Feature("nearest_variants", words=("NearestVariant",)),
    Feature("page_cursors", _has_page_kind("cursor", "url", "link")),
    Feature("page_numbers", _has_page_kind("page", "offset")),
    Feature("pages", _has_pages),
    Feature("path_styles", _has_path_styles),
    Feature("query_strings", _has_query_strings),
    Feature("query_keys", _has_keys_in(In.QUERY)),
    Feature("raw_bodies", _has_raw_bodies),
    Feature("streams", _has_streams),
    Feature("tagged_unions", words=("TaggedUnion", "Discriminator")),
    Feature("uploads", _has_uploads),
    Feature("webhooks", has_webhooks),
)
"""All features, by name."""


def needed_features(given: EmitInput, code: Iterable[str]) -> frozenset[str]:
    """Return the features that a package needs, by its API, its configuration and its emitted code."""
    words = {word: feature.name for feature in FEATURES for word in feature.words}
    used = {name for text in code for word, name in words.items() if word in text}
    return frozenset({feature.name for feature in FEATURES if feature.needed(given)} | used)
