from __future__ import annotations

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from runtime.client import standard_webhooks as standard
from runtime.client.events import EventValidationError, SignatureError, read_event
from runtime.client.webhooks import header_for, verify
from runtime.shared.drift import Drift
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
    event = read_event(PAYLOAD, Code)
    assert isinstance(event, Code)
    assert (event.id, event.customer, event.model_extra) == ("evt_1", "Zoé", {"new": 1})
    with pytest.raises(ValueError, match="line 1"):
        read_event("{", Code)


def test_differences_of_an_event_and_its_version_are_reported() -> None:
    payload = '{"id": 5, "api_version": "2026\\n"}'
    found: list[Drift] = []
    read_event(payload, Code, "2025", on_drift=found.append)
    shown = ["/api_version: expected API version 2025, got '2026\\n'", "/id: expected string, got int"]
    assert [str(drift) for drift in found] == shown
    with pytest.raises(EventValidationError) as caught:
        read_event(payload, Code, "2025", strict=True)
    assert caught.value.drifts == tuple(found)
    for fine in ('{"id": "x", "api_version": "2025"}', '{"id": "x", "api_version": null}', '{"id": "x"}'):
        read_event(fine, Code, "2025", strict=True)


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


# the example of https://github.com/standard-webhooks/standard-webhooks
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CALL = {
    "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "Webhook-Timestamp": "1614265330",
    "Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
BODY = b'{"test": 2432232314}'


def sent_at() -> float:
    return 1614265330.0


def test_the_published_example_is_valid() -> None:
    standard.verify(BODY, CALL, KEY, now=sent_at)
    standard.verify(BODY.decode(), CALL, KEY.removeprefix("whsec_"), now=sent_at)
    made = standard.headers_for(BODY, KEY, message_id=CALL["Webhook-Id"], at=1614265330)
    assert made == {name.lower(): value for name, value in CALL.items()}


def test_one_valid_standard_signature_of_several_is_sufficient() -> None:
    signatures = f"v1a,AAAA v1,AAAA {CALL['Webhook-Signature']}"
    standard.verify(BODY, {**CALL, "Webhook-Signature": signatures}, KEY, now=sent_at)


@pytest.mark.parametrize(
    ("payload", "changed", "message"),
    [
        (BODY + b" ", {}, "no signature matches"),
        (BODY, {"Webhook-Id": "msg_2"}, "no signature matches"),
        (BODY, {"Webhook-Timestamp": "1614265331"}, "no signature matches"),
        (BODY, {"Webhook-Timestamp": "now"}, "not a number of seconds"),
        (BODY, {"Webhook-Signature": "v2" + CALL["Webhook-Signature"][2:]}, "no signature matches"),
        (BODY, {"Webhook-Signature": "é"}, "no signature matches"),
        (BODY, {"Webhook-Signature": ""}, "webhook-signature is missing"),
        (BODY, {"Webhook-Id": ""}, "webhook-id is missing"),
    ],
)
def test_invalid_standard_signatures_are_refused(payload: bytes, changed: dict[str, str], message: str) -> None:
    with pytest.raises(SignatureError, match=message):
        standard.verify(payload, {**CALL, **changed}, KEY, now=sent_at)


def test_old_standard_signatures_are_refused() -> None:
    for shift in (-301, 301):
        headers = standard.headers_for(BODY, KEY, at=NOW + shift)
        with pytest.raises(SignatureError, match="outside the tolerance"):
            standard.verify(BODY, headers, KEY, now=now)
        standard.verify(BODY, headers, KEY, now=now, tolerance=None)


@pytest.mark.parametrize(("secret", "message"), [("", "empty"), ("whsec_", "empty"), ("whsec_é", "not base64")])
def test_invalid_standard_secrets_are_an_error(secret: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        standard.verify(BODY, CALL, secret, now=sent_at)
