"""Tests for base URLs of the API and of operations."""

from __future__ import annotations

import pytest

from codegen.core.location import Location
from codegen.ir.api import Server
from codegen.python.emit.servers import base_url, own_base_url


def servers(*urls: str) -> tuple[Server, ...]:
    return tuple(Server(url=url, location=Location("")) for url in urls)


def test_variables_have_their_defaults() -> None:
    variables = (("region", "eu", ("eu", "us")), ("port", "443", ()))
    server = Server(url="https://{region}.example.com:{port}", variables=variables, location=Location(""))
    assert base_url((server, *servers("/other"))) == "https://eu.example.com:443"
    assert base_url(()) == ""


def test_defaults_are_not_expanded() -> None:
    variables = (("a", "{b}", ()), ("b", "{a}", ()))
    assert base_url((Server(url="/{a}/{b}/{c}", variables=variables, location=Location("")),)) == "/{b}/{a}/{c}"


@pytest.mark.parametrize(
    ("shared", "own", "expected"),
    [
        ("https://a.example/v1", "https://b.example", "https://b.example"),
        ("https://a.example/v1", "../other", "https://a.example/other"),
        ("https://a.example/v1/", "sub", "https://a.example/v1/sub"),
        ("https://a.example/v1", "/root", "https://a.example/root"),
        ("/v1", "/root", ""),
        ("https://a.example/v1", "https://a.example/v1", ""),
        ("https://a.example/v1", "//[x].example/", ""),
        ("https://]/v1", "/root", ""),
    ],
)
def test_servers_of_one_operation(shared: str, own: str, expected: str) -> None:
    assert own_base_url(servers(shared), servers(own)) == expected


def test_none() -> None:
    assert own_base_url(servers("https://a.example"), ()) == ""
