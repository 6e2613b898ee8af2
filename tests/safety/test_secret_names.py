"""The names of credentials, in queries, headers and JSON."""

from __future__ import annotations

import pytest

from usagestats.safety.secret_names import is_ambiguous, is_code, is_secret_name

CREDENTIALS = """
user_key userkey USER_KEY UsEr_KeY user%5Fkey user%255Fkey user_%6Bey api_key apikey api-key apiKey
APIKey x-api-key X-Api-Key app_key appkey provider_key service_token consumer_key accesskey secretKey
subscription-key Ocp-Apim-Subscription-Key x-functions-key x-goog-api-key X-RapidAPI-Key license_key
key key1 key[] keys[0][key] google_key api_keys apikeys private_key encryption_key signing_key masterkey
AWSAccessKeyId access_key_id key_id X-Amz-Credential X-Amz-Signature X-Amz-Security-Token
X-Goog-Signature token Token ToKeN tokens access_token accessToken refresh_token id_token idToken
bearer_token private_token PRIVATE-TOKEN job_token deploy-token usertoken csrf_token csrfmiddlewaretoken
_csrf xsrf X-XSRF-TOKEN authenticity_token oauth_token oauth_verifier code_verifier oauth_signature
client_secret clientSecret app_secret secret password passwd passwort pwd user[password] user_pwd
user%5Bpassword%5D pass user_pass dbpass pw psw passphrase passcode passkey pin otp totp hmac signature
sig x_sig sign jwt jws session session_id sessionId sessionid PHPSESSID JSESSIONID ASP.NET_SessionId
connect.sid sid sess auth x-auth basic_auth auth_data auth_hash X-Auth-Token authToken oauth
Authorization Proxy-Authorization proxy_authorization authentication http_authorization cookie cookies
Set-Cookie http_cookie credential credentials creds assertion client_assertion SAMLResponse SAMLart
sas auth_code authorization_code authcode verification_code otp_code device_code access_code
security_code pin_code cvv cvc psk ak sk bearer connectionString request.headers.authorization
response.headers.set-cookie \u212aey
"""

HARMLESS = """
status_code statusCode http_code response_code error_code country_code zip_code postal_code lang_code
exit_code area_code promo_code code_challenge keyword keywords keyWord keyboard keyCode keypress monkey
turkey hockey sort_key sortKey sortkey SORT_KEY primary_key foreignKey partition_key cache_key order_key
public_key object_key idempotency_key idempotency-key routing_key hash_key author authors author_id
authorId authority :authority authored_by authorized authorizer authorizer_latency auth_type auth_method
auth_user auth.user oauth_id oauth_client_id auth_time token_type tokenType token_count tokenCount
expires_in token_expires_in token_expires_at max_tokens prompt_tokens completion_tokens total_tokens
tokenizer tokenized secretary session_count session_duration sessions cookie_consent password_length
signature_method oauth_signature_method signatureVersion X-Amz-SignedHeaders X-Amz-Algorithm X-Amz-Date
passage passenger passed bypass compass mapping option ping spin opinion design assign significant
signal inside side app_id appid client_id user username remote_user user_id email path query host
request status method page q rows id grant_type state nonce redirect_uri ticket_id support_ticket
pattern task sketch breaking codec encoded barcode discode
"""


@pytest.mark.parametrize("name", CREDENTIALS.split())
def test_the_value_of_such_a_name_is_a_credential(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", HARMLESS.split())
def test_the_value_of_such_a_name_is_none(name: str) -> None:
    assert not is_secret_name(name)


def test_a_code_may_be_of_an_authorization_or_of_something_else() -> None:
    assert [is_code(name) for name in ("code", "Code", "_code", "code2", "codec", "x_code")] == [
        *([True] * 4),
        *([False] * 2),
    ]


def test_the_value_of_some_names_is_a_credential_only_by_its_form() -> None:
    names = "ticket", "license", "Nonce", "oauth_state", "serial", "ticket_id", "estate", ""

    assert [is_ambiguous(name) for name in names] == [*([True] * 5), *([False] * 3)]


def test_a_very_long_name_is_judged_by_its_end() -> None:
    assert is_secret_name("a" * 1_000_000 + "_key")
    assert not is_secret_name("a" * 1_000_000)
