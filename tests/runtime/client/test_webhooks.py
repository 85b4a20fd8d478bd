from __future__ import annotations

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from runtime.client.webhooks import SignatureError, construct_event, header_for, verify
from tests.runtime.client.api import Code

SECRET = "whsec_123"  # noqa: S105 - of this test alone
PAYLOAD = '{"id": "evt_1", "customer": "Zoé", "new": 1}'.encode()
NOW = 1_700_000_000


def now() -> float:
    return float(NOW)


def test_the_official_sdk_agrees_on_signatures() -> None:
    ours = header_for(PAYLOAD, SECRET, at=NOW)
    assert stripe.WebhookSignature.verify_header(PAYLOAD.decode(), ours, SECRET, None)
    verify(PAYLOAD, ours, SECRET, now=now)
    verify(PAYLOAD.decode(), ours, SECRET, now=now)


@pytest.mark.parametrize("shift", [-300, 300])
def test_ages_within_the_tolerance(shift: int) -> None:
    verify(PAYLOAD, header_for(PAYLOAD, SECRET, at=NOW + shift), SECRET, now=now)


@pytest.mark.parametrize("shift", [-301, 301])
def test_ages_outside_the_tolerance(shift: int) -> None:
    header = header_for(PAYLOAD, SECRET, at=NOW + shift)
    with pytest.raises(SignatureError, match="outside the tolerance"):
        verify(PAYLOAD, header, SECRET, now=now)
    verify(PAYLOAD, header, SECRET, now=now, tolerance=None)


def test_one_valid_signature_of_several_is_sufficient() -> None:
    good = header_for(PAYLOAD, SECRET, at=NOW)
    verify(PAYLOAD, good.replace("v1=", "v1=00,v0=11,v1="), SECRET, now=now)


GOOD = header_for(PAYLOAD, SECRET, at=NOW)


@pytest.mark.parametrize(
    ("payload", "header", "secret"),
    [
        (PAYLOAD + b" ", GOOD, SECRET),
        (PAYLOAD, GOOD, "whsec_124"),
        (PAYLOAD, GOOD.replace(f"t={NOW}", f"t={NOW + 1}"), SECRET),
        (PAYLOAD, GOOD.replace("v1=", "v0="), SECRET),
        (PAYLOAD, GOOD.replace("v1=", "v1=é"), SECRET),
        (PAYLOAD, f"t={NOW}", SECRET),
        (PAYLOAD, f"{GOOD},t={NOW}", SECRET),
        (PAYLOAD, "t=x,v1=00", SECRET),
        (PAYLOAD, "", SECRET),
    ],
)
def test_invalid_signatures_are_refused(payload: bytes, header: str, secret: str) -> None:
    with pytest.raises(SignatureError):
        verify(payload, header, secret, now=now)


def test_events_are_parsed_as_models() -> None:
    event = construct_event(PAYLOAD, GOOD, SECRET, Code, now=now)
    assert isinstance(event, Code)
    assert (event.id, event.customer, event.model_extra) == ("evt_1", "Zoé", {"new": 1})
    with pytest.raises(SignatureError):
        construct_event(PAYLOAD, GOOD, "other", Code, now=now)
    header = header_for("{", SECRET, at=NOW)
    with pytest.raises(ValueError, match="line 1"):
        construct_event("{", header, SECRET, Code, now=now)


def test_an_empty_secret_is_an_error() -> None:
    forged = header_for(PAYLOAD, SECRET, at=NOW)
    for use in (lambda: verify(PAYLOAD, forged, "", now=now), lambda: header_for(PAYLOAD, "")):
        with pytest.raises(ValueError, match="empty"):
            use()


@given(st.text(st.characters(codec=None)), st.text(st.characters(codec=None)))
def test_any_text_is_refused_with_a_signature_error(payload: str, header: str) -> None:
    for given_header in (header, f"t={NOW},v1={header}", f"t={header},v1=00"):
        with pytest.raises(SignatureError):
            verify(payload, given_header, SECRET, now=now)
