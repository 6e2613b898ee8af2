from __future__ import annotations

import re
import string
from base64 import urlsafe_b64encode

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from usagestats.safety import secrets
from usagestats.safety.masked_columns import masked_texts
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked

HIDDEN = "s3cr3t"
CREDENTIAL_PARAMETERS = (
    *("user_key", "api_key", "apikey", "api-key", "apiKey", "app_key", "access_token"),
    *("refresh_token", "token", "password", "client_secret", "key", "jwt", "signature", "sig"),
    *("provider_key", "service_token", "consumer_key", "access_key", "subscription-key"),
    *("X-Amz-Signature", "oauth_token", "session_id"),
)
EQUALS = ("=", "%3D", "%3d", "%253D", r"\x3D", r"\x3d", r"\u003d")


@pytest.mark.parametrize("name", [*CREDENTIAL_PARAMETERS, "USER_KEY", "Access_Token"])
def test_a_credential_in_the_query_is_masked_and_its_neighbours_stay(name: str) -> None:
    actual = masked(f"GET /x?app_id=web&{name}={HIDDEN}&rows=10 HTTP/1.1")

    assert f"GET /x?app_id=web&{name}={MASK}&rows=10 HTTP/1.1" == actual


@pytest.mark.parametrize("equals", EQUALS)
@pytest.mark.parametrize("name", ["user_key", "access_token"])
def test_an_equals_sign_may_be_written_in_any_way(name: str, equals: str) -> None:
    actual = masked(f'"GET /x?{name}{equals}{HIDDEN} HTTP/1.1" 200')

    expected = f'"GET /x?{name}{equals}{MASK} HTTP/1.1" 200'

    assert expected == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"user_key": "s3cr3t", "rows": 10}', '{"user_key": "***", "rows": 10}'),
        ('{"api_key":"s3cr3t"}', '{"api_key":"***"}'),
        (r"{\"access_token\":\"s3cr3t\"}", r"{\"access_token\":\"***\"}"),
        (
            '{"request":"GET /?user_key=s3cr3t HTTP/1.1","app_id":"web"}',
            '{"request":"GET /?user_key=*** HTTP/1.1","app_id":"web"}',
        ),
        ("Authorization: Bearer s3cr3t", "Authorization: Bearer ***"),
        ("authorization=basic czNjcjN0Og==", "authorization=basic ***"),
        ('"authorization": "Basic czNjcjN0Og=="', '"authorization": "Basic ***"'),
        ('"-" "Bearer s3cr3t.s3cr3t-s3cr3t_" 200', '"-" "Bearer ***" 200'),
        ("http://bob:s3cr3t@example.org/x", "http://bob:***@example.org/x"),
        ("redis://:s3cr3t@example.org", "redis://:***@example.org"),
        ("http://bob:s3%40cr3t@example.org/x", "http://bob:***@example.org/x"),
        ("X-Api-Key: s3cr3t", "X-Api-Key: ***"),
        ("x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln y", "x *** y"),
        ("/x/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "/x/***"),
        ("user_key=a user_key=b&api_key=c", "user_key=*** user_key=***&api_key=***"),
    ],
)
def test_a_credential_is_masked_wherever_a_log_writes_it(text: str, expected: str) -> None:
    actual = masked(text)

    assert expected == actual


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "a long s3cr3t"}',
        "Authorization: Token s3cr3t",
        "Authorization: ApiKey s3cr3t",
        "Authorization: Negotiate s3cr3t",
        'Authorization: Digest username="bob", response="s3cr3t"',
        "/x?user%5Fkey=s3cr3t",
        "/x?user_key%5B%5D=s3cr3t",
        "/x?user_key[]=s3cr3t",
        "/x?user_key=a,s3cr3t",
        "/x?user_key=a;s3cr3t",
        "/x?user_key=a's3cr3t",
        "/x?user_key=a}s3cr3t",
        "/x?user_key=a)s3cr3t",
        "/x?user_key=a]s3cr3t",
        r"/x?user_key=a\x22s3cr3t",
        "/x?user_key=a%20s3cr3t",
        "/x?user[password]=s3cr3t",
        "/x?user%5Bpassword%5D=s3cr3t",
        "/x?data=%7B%22password%22%3A%22s3cr3t%22%7D",
        "/x?to=https%3A%2F%2Fbob%3As3cr3t%40example.org%2F",
        "/x?to=https%3a%2f%2fs3cr3t%40example.org",
        "/x?pass=s3cr3t",
        "/x?user_pw=s3cr3t",
        '{"pin": "s3cr3t"}',
        "Cookie: theme=dark; auth=s3cr3t",
        "Cookie: theme=dark; PHPSESSID=s3cr3t",
    ],
)
def test_no_part_of_a_credential_survives(text: str) -> None:
    actual = masked(text)

    assert HIDDEN not in actual


@pytest.mark.parametrize(
    "text",
    [
        'x.org - alice [04/May/2026:10:00:00 +0000] "GET /x?app_id=web&rows=10 HTTP/1.1" 200 5',
        '{"remote_user": "alice", "app_id": "web", "status": 200}',
        "http://example.org:8080/x?app_id=web",
        "/x?to=https%3A%2F%2Fexample.org%3A8080%2Fx&user=a%40example.org",
        "/x?mapping=1&ping=2&passage=3&option=4",
        "alice@example.org",
        "",
    ],
)
def test_an_application_id_and_a_remote_user_stay(text: str) -> None:
    actual = masked(text)

    assert text == actual


@given(
    name=st.sampled_from(["user_key", "api_key", "apikey", "access_token"]),
    equals=st.sampled_from([text for text in EQUALS if text != "%253D"]),
    secret=st.text(string.ascii_letters + string.digits + "-._~%+/=:@!$*", min_size=8),
)
def test_no_value_of_a_credential_survives(name: str, equals: str, secret: str) -> None:
    actual = masked(f"GET /x?{name}{equals}{secret}&rows=10 HTTP/1.1")

    assert f"GET /x?{name}{equals}{MASK}&rows=10 HTTP/1.1" == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"status_code":404,"http_code":200,"keyword":"x","sort_key":"a","author":"bob","n":[1]}',
            '{"status_code":404,"http_code":200,"keyword":"x","sort_key":"a","author":"bob","n":[1]}',
        ),
        (
            '{"user_key":123,"b":{"token":1},"c":2}',
            '{"user_key":***,"b":{"token":***},"c":2}',
        ),
        ('{"token":null,"secret":true,"n":1}', '{"token":null,"secret":true,"n":1}'),
        ('{"api_key":"","n":"x"}', '{"api_key":"","n":"x"}'),
        ('{"api_key" : "a b" , "n" : 1}', '{"api_key" : "***" , "n" : 1}'),
        (r'{"password":"a\"b, c","n":1}', '{"password":"***","n":1}'),
        ('{"x-api-key":"a"b c","n":1}', '{"x-api-key":"***","n":1}'),
        ('{"user_key":abc}', '{"user_key":***}'),
        (
            '{"headers":{"Authorization":["Bearer abc"],"Cookie":["a=1; b=2"],"Host":["h"]},"n":1}',
            '{"headers":{"Authorization":["***"],"Cookie":["***"],"Host":["h"]},"n":1}',
        ),
        (
            '{"cookies":{"sid":"abc","n":null,"of":[1,{"in":"x"}]},"z":2}',
            '{"cookies":{"sid":"***","n":null,"of":[***,{"in":"***"}]},"z":2}',
        ),
        (
            r'{"body":"{\"password\":\"a b\",\"token\":[\"x\"],\"n\":1}","x":2}',
            r'{"body":"{\"password\":\"***\",\"token\":[\"***\"],\"n\":1}","x":2}',
        ),
        (
            r"{\x22password\x22:\x22a b\x22,\x22n\x22:1}",
            r"{\x22password\x22:\x22***\x22,\x22n\x22:1}",
        ),
        (
            "/x?data=%7B%22password%22%3A%22s%22%2C%22n%22%3A1%7D&y=1",
            "/x?data=%7B%22password%22%3A%22***%22%2C%22n%22%3A1%7D&y=1",
        ),
        (
            '{"queryString":[{"name":"user_key","value":"K x"},{"value":"K","name":"api_key"},'
            '{"name":"page","value":"2"}]}',
            '{"queryString":[{"name":"user_key","value":"***"},{"value":"***","name":"api_key"},'
            '{"name":"page","value":"2"}]}',
        ),
        ('[["host","h"],["x-api-key","K"]]', '[["host","h"],["x-api-key","***"]]'),
        (
            r'{"h":"Authorization: Digest u=\"bob\", r=\"x\"","n":1}',
            '{"h":"Authorization: ***","n":1}',
        ),
        ("{'api_key': 'a b', 'n': 1}", "{'api_key': '***', 'n': 1}"),
        ("{user_key=abc, page=1}", "{user_key=***, page=1}"),
        ("password='a b' page=1", "password='***' page=1"),
        ('GET /x?token= HTTP/1.1" 200', 'GET /x?token= HTTP/1.1" 200'),
        ('{"code":404,"error":{"code":"NOT_FOUND"}}', '{"code":404,"error":{"code":"NOT_FOUND"}}'),
        ("/cb?code=4/0AX&state=x", "/cb?code=***&state=x"),
        (
            '{"query_params":{"code":"4/0AX","page":"2"}}',
            '{"query_params":{"code":"***","page":"2"}}',
        ),
    ],
)
def test_the_structure_around_a_credential_stays(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/x?user_key=a K b&rows=1", "/x?user_key=***&rows=1"),
        ('"GET /x?user_key=a K HTTP/1.1" 200 5', '"GET /x?user_key=*** HTTP/1.1" 200 5'),
        (r'"GET /x?user_key=a\"K HTTP/1.1" 200', '"GET /x?user_key=*** HTTP/1.1" 200'),
        (r"{\"url\":\"/x?user_key=a\",\"n\":1}", r"{\"url\":\"/x?user_key=***\",\"n\":1}"),
        ("/x?user_key%20=K&a=1", "/x?user_key%20=***&a=1"),
        ("/x?user_key+=K", "/x?user_key+=***"),
        ("/x?about=Bearer%20s3cr3tK", "/x?about=Bearer%20***"),
        ("/x?about=Basic+czNjcjN0Og==", "/x?about=Basic+***"),
        ("/x?q=basic+training", "/x?q=basic+training"),
        ("/cas?ticket=ST-1856339-aA5Yuvrxzp", "/cas?ticket=***"),
        (
            "/x?ticket=4711&license=MIT&nonce=7&state=open",
            "/x?ticket=4711&license=MIT&nonce=7&state=open",
        ),
        ("192.0.2.1 - bob:s3cr3t [04/May/2026:", "192.0.2.1 - bob:*** [04/May/2026:"),
        ('{"remote_user": "bob:s3cr3t", "n": 1}', '{"remote_user": "bob:***", "n": 1}'),
        ("x xoxb-1234567890-abcdefghij y", "x *** y"),
        ("/x?sas=abc", "/x?sas=***"),
    ],
)
def test_a_credential_ends_where_its_client_ended_it(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"password"=>"a K", "n"=>1}', '{"password"=>"***", "n"=>1}'),
        ('{:password => "K"}', '{:password => "***"}'),
        ("('X-Api-Key', 'K')", "('X-Api-Key', '***')"),
        (
            '["Host","x","X-Api-Key","K","Accept","y"]',
            '["Host","x","X-Api-Key","***","Accept","y"]',
        ),
        ('["page","X-Api-Key","K"]', '["page","X-Api-Key","***"]'),
        ('{"Name":"X-Api-Key","Value":"K"}', '{"Name":"X-Api-Key","Value":"***"}'),
        (
            '{"name":"X-Api-Key","in":"header","n":1,"value":"K"}',
            '{"name":"X-Api-Key","in":"header","n":1,"value":"***"}',
        ),
        (
            '{"key":"http.header.authorization","value":{"stringValue":"K"}}',
            '{"key":"***","value":{"stringValue":"***"}}',
        ),
        ('{"name":"password","value":["K"]}', '{"name":"password","value":["***"]}'),
        ('{"name":"pin","value":1234}', '{"name":"pin","value":***}'),
        (
            r'{"b":"{\"name\":\"token\",\"value\":\"K\"}"}',
            r'{"b":"{\"name\":\"token\",\"value\":\"***\"}"}',
        ),
        ("<password>K</password><n>1</n>", "<password>***</password><n>1</n>"),
        ('<w:Password Type="x">K</w:Password>', '<w:Password Type="x">***</w:Password>'),
        ("%3Cpassword%3EK%3C%2Fpassword%3E", "%3Cpassword%3E***%3C%2Fpassword%3E"),
        (r'name="password"\r\n\r\nK\r\n--x', r'name="password"\r\n\r\n***\r\n--x'),
        ('s:8:"password";s:6:"K";s:1:"n";', 's:8:"password";s:6:"***";s:1:"n";'),
        (r'{"uri":"\/token\/a1b2c3d4"}', r'{"uri":"\/token\/***"}'),
        (r'{"to":"https:\/\/bob:K@h\/x"}', r'{"to":"https:\/\/bob:***@h\/x"}'),
        ("/x?to=https:%2F%2Fbob:K%40h%2Fx@y", "/x?to=https:%2F%2Fbob:***%40h%2Fx@y"),
        ("https://bob:a@K@h/", "https://bob:***@h/"),
        ("http://h:80?mail=a@b", "http://h:80?mail=a@b"),
        (
            "api.h:443 192.0.2.1 - bob:K [04/May/2026:10:00:00 +0000]",
            "api.h:443 192.0.2.1 - bob:*** [04/May/2026:10:00:00 +0000]",
        ),
        (
            "haproxy[1]: 10.0.1.2:33317 [06/Feb/2026:12:14:14.655] web",
            "haproxy[1]: 10.0.1.2:33317 [06/Feb/2026:12:14:14.655] web",
        ),
        (
            "2001:db8::1:33317 [06/Feb/2026:12:14:14.655] web",
            "2001:db8::1:33317 [06/Feb/2026:12:14:14.655] web",
        ),
        (
            "haproxy[1]: -:- [22/May/2026:02:22:22.222] www unix:1 [22/May/2026:02:22:22.222]",
            "haproxy[1]: -:- [22/May/2026:02:22:22.222] www unix:1 [22/May/2026:02:22:22.222]",
        ),
        (
            'identify = ["query:user_key", "remote_user"]',
            'identify = ["query:user_key", "remote_user"]',
        ),
        ('{"user_id":"bob:K"}', '{"user_id":"bob:***"}'),
        ("x\tuser:bob:K\ty", "x\tuser:bob:***\ty"),
        (
            r"-----BEGIN RSA PRIVATE KEY-----\nK\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----",
        ),
        ('"NTLM TlRMTVNTUAAB9x=="', '"NTLM ***"'),
        ("a token economy of 2026", "a token economy of 2026"),
        ("sk-proj-a1B2a1B2a1B2a1B2 x", "*** x"),
        ("SG.a1B2a1B2a1B2a1B2.a1B2a1B2a1B2a1B2", "***"),
        ("hf_transfer_configuration_file", "hf_transfer_configuration_file"),
        (
            '{"contraseña":"K","Kennwort":"K","пароль":"K"}',
            '{"contraseña":"***","Kennwort":"***","пароль":"***"}',
        ),
        ("/x?t=a1b2c3d4e5f6&k=1&h=summer", "/x?t=***&k=1&h=summer"),
        ("http 2026-04-03T04:04:54.000000Z app/shop", "http 2026-04-03T04:04:54.000000Z app/shop"),
        ("/x?invite=a1b2c3d4e5f6&confirm=yes", "/x?invite=***&confirm=yes"),
        ("Cookie: a=1; .ASPXAUTH=K", "Cookie: ***"),
        ("a=1; .ASPXAUTH=K; remember_me=K", "a=1; .ASPXAUTH=***; remember_me=***"),
        ("a=1; wordpress_logged_in_ab12=bob|1|K", "a=1; wordpress_logged_in_ab12=***"),
        ('{"cookie":"a=b; c=K"}', '{"cookie":"***"}'),
        ("cookie=a=b; c=K", "cookie=***"),
        ("/x?USER_%u004BEY=s3cr3t&a=1", "/x?USER_%u004BEY=***&a=1"),
        ("/x?user_&#107;ey=K", "/x?user_&#107;ey=***"),
        ("/x?user_key%0A=K", "/x?user_key%0A=***"),
        ("/x?user_key%00=K", "/x?user_key%00=***"),
        ("/x?user%252525255Fkey=K", "/x?user%252525255Fkey=***"),
        ("/unsubscribe/bob@example.org/a1b2c3d4", "/unsubscribe/bob@example.org/***"),
        ("/token/./a1b2c3d4", "/token/./***"),
        ("/password/edit/a1b2c3d4", "/password/edit/***"),
        ("/x?data=eyJwYXNzd29yZCI6IksifQ&a=1", "/x?data=***&a=1"),
        ("/x?data=eyJwYXNzd29yZCI6IksifQa", "/x?data=***"),
        ("/x?cursor=eyJpZCI6MTIzfQ==", "/x?cursor=eyJpZCI6MTIzfQ=="),
        (
            "/x?mfa=K&sigv4=K&sesskey=K&pincode=K&private=1",
            "/x?mfa=***&sigv4=***&sesskey=***&pincode=***&private=1",
        ),
    ],
)
def test_credentials_in_other_notations_are_masked(text: str, expected: str) -> None:
    assert masked(text) == expected
    (of_column,) = masked_texts(pl.Series([text]))
    assert of_column == expected


CONTEXTS = (
    "/x?a=1&NAME=SECRET&b=2",
    "/x?a%3D1%26NAME%3DSECRET%26b=2",
    "/x?to=%2Fy%3FNAME%3DSECRET",
    r"/x?a=\x22&NAME=SECRET",
    '{"NAME":"SECRET","n":1}',
    '{"NAME": ["SECRET", "x SECRET"]}',
    '{"NAME":{"a":"SECRET","b":{"c":["SECRET"]}},"n":1}',
    '{"NAME":"x SECRET',
    '{"NAME":["SECRET',
    r'{"body":"{\"NAME\":\"SECRET\"}"}',
    r'{"a":"{\"b\":\"{\\\"NAME\\\":\\\"SECRET\\\"}\"}"}',
    r"\x22NAME\x22:\x22x SECRET\x22",
    r"\u0022NAME\u0022:\u0022x SECRET\u0022",
    "%7B%22NAME%22%3A%22SECRET%22%7D",
    "NAME: SECRET",
    "NAME:SECRET",
    "NAME = SECRET",
    'NAME="x SECRET" a=b',
    "NAME='x SECRET' a=b",
    "{'NAME': 'x SECRET'}",
    "{NAME=SECRET, a=b}",
    '[["NAME","SECRET"]]',
    '{"name":"NAME","value":"SECRET"}',
)
NAMES = (
    *("user_key", "access_token", "X-Api-Key", "clientSecret", "password", "jwt", "session_id"),
    *("AUTHORIZATION", "signature", "apikey"),
)


@given(
    st.sampled_from(CONTEXTS),
    st.sampled_from(NAMES),
    st.text(string.ascii_letters + string.digits + "-._~+/=", min_size=12),
)
@example('{"NAME":"x SECRET', "user_key", "a" * 12)
def test_a_credential_survives_nowhere(context: str, name: str, secret: str) -> None:
    secret = f"s{secret}s"
    text = context.replace("NAME", name).replace("SECRET", secret)

    assert secret not in masked(text)


PARTS = st.sampled_from(
    [
        *(
            "user_key",
            "token",
            "code",
            "x",
            "=",
            ":",
            "&",
            '"',
            "'",
            "\\",
            '\\"',
            "[",
            "]",
            "{",
            "}",
        ),
        *(
            ",",
            " ",
            "%22",
            "%3D",
            "\\x22",
            "\\x3d",
            "abc",
            "***",
            "Bearer ",
            "/",
            "1",
            "null",
            "\n",
        ),
        *("authorization: ", "name", "value", "://", "@"),
    ]
)


@given(st.text() | st.lists(PARTS, max_size=25).map("".join))
def test_masking_twice_masks_no_more(text: str) -> None:
    once = masked(text)

    assert masked(once) == once


@pytest.mark.parametrize("end", ["é", "ſ", "日本", ""])
def test_an_object_in_base_64_may_stand_before_letters_of_another_alphabet(end: str) -> None:
    encoded = urlsafe_b64encode(b'{"user_key":"s3cr3t"}').decode()

    assert masked(f"x {encoded}{end} y") == f"x {MASK} y"
    assert masked(f"eyJ{end}hbGciOi{end}") == f"eyJ{end}hbGciOi{end}"


TEXTS_OF_NAMES = st.lists(
    st.sampled_from(
        [
            *("user", "_", "%5F", "%255F", "%75", "&#101;", "&#x65;", "%u0065", "[", "]", "%5B"),
            *("%5D", "=", ": ", "=>", "%3D", "%253A", "\\x3D", '"', "'", "\\", "%22", "&", "%"),
            *(" ", "+", "%20", "\\x22", "\\u0022", "é", "-", ".", "1", "&#", "%4", "\\x41", "\t"),
        ]
    ),
    max_size=14,
).map("".join)


@given(TEXTS_OF_NAMES)
def test_the_next_name_with_a_value_is_found_as_by_a_search_from_each_place(text: str) -> None:
    name, between, encoded = secrets._NAME_ALONE, secrets._BETWEEN, secrets._ENCODED_BYTE  # noqa: SLF001
    each = re.compile(rf"(?P<name>{name})(?P<between>{between})?+|{encoded}", re.IGNORECASE)
    expected = [found.span("between") for found in each.finditer(text) if found["between"]]
    actual, end = list[tuple[int, int]](), 0
    while found := secrets._NEXT_NAME.match(text, end):  # noqa: SLF001
        actual.append(found.span("between"))
        end = found.end()

    assert expected == actual
