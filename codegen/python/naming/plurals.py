"""Converts English plurals, as used in API paths and property names, to singulars."""

from __future__ import annotations

_IRREGULAR = {
    "ads": "ad",
    "analyses": "analysis",
    "apps": "app",
    "children": "child",
    "criteria": "criterion",
    "halves": "half",
    "ids": "id",
    "indices": "index",
    "knives": "knife",
    "leaves": "leaf",
    "lenses": "lens",
    "lives": "life",
    "matrices": "matrix",
    "people": "person",
    "quizzes": "quiz",
    "shelves": "shelf",
    "tvs": "tv",
    "vertices": "vertex",
    "wolves": "wolf",
}
_SAME = frozenset({"data", "kubernetes", "lens", "news", "series", "species"})
_ENDS_IN_S = ("alias", "atlas", "bias", "bonus", "bus", "campus", "canvas", "census", "consensus", "corpus", "focus")
_ENDS_IN_S_TOO = ("gas", "status", "virus")
_KEEP = frozenset({*_ENDS_IN_S, *_ENDS_IN_S_TOO})
_IE = frozenset({"calories", "cookies", "dies", "lies", "movies", "pies", "rookies", "selfies", "ties", "zombies"})
_CHE = ("ache", "avalanche", "cache", "creche", "niche")
_O = ("cargo", "echo", "hero", "potato", "tomato", "veto")
_SHORTEST = 4


def singular(word: str) -> str:
    """Return the singular of a lower-case English plural; other words are returned unchanged."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SAME or word in _KEEP or not _may_be_plural(word):
        return word
    return _without_es(word) if word.endswith("es") else word[:-1]


def _without_es(word: str) -> str:
    """Return the singular of a plural in -es, removing -es or only -s."""
    stem = word[:-2]
    if stem in _KEEP or stem.endswith(_O):
        return stem
    if word.endswith("ies"):
        return word[:-1] if word in _IE else word[:-3] + "y"
    if word.endswith("ches"):
        return word[:-1] if word[:-1].endswith(_CHE) else stem
    return stem if word.endswith(("sses", "shes", "xes", "zzes")) else word[:-1]


def _may_be_plural(word: str) -> bool:
    """Return whether a word is not an abbreviation (sms, https) and does not end in -ss, -us, -is or -ics."""
    return (
        len(word) >= _SHORTEST
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is", "ics"))
        and any(vowel in word[:-1] for vowel in "aeiouy")
    )
