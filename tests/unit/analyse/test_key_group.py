"""Cache keys with their ids taken out."""

from __future__ import annotations

import hashlib
import re
import string
from datetime import date, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from perfgate.analyse import key_group as module
from perfgate.analyse.key_group import key_group

MD5 = "0cc175b9c0f1b6a831c399e269772661"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
UUID = "0c6b2f0e-1c1d-4c5e-9f3a-0123456789ab"
PAGE = "views.decorators.cache.cache_page"
KEYS = {
    # Django
    "django.contrib.sessions.cachex8k2abcdefghijklmnopqrstuvwxyz23": (
        "django.contrib.sessions.cache{token}"
    ),
    "django.contrib.sessions.cached_dbabcdefghijklmnopqrstuvwxyzabcdef": (
        "django.contrib.sessions.cached_db{token}"
    ),
    f"{PAGE}..GET.{MD5}.{MD5[::-1]}.en-us.UTC": f"{PAGE}..GET.{{hash}}.{{hash}}.en-us.UTC",
    f"views.decorators.cache.cache_header..{MD5}.en-us.UTC": (
        "views.decorators.cache.cache_header..{hash}.en-us.UTC"
    ),
    f"template.cache.sidebar.{MD5}": "template.cache.sidebar.{hash}",
    "staticfiles:css/base.css": "staticfiles:css/base.css",
    # packages
    ":1:tkt:client:42": ":{int}:tkt:client:{int}",
    "perfgate:0123456789abcdef:shop:1:tkt:42": "shop:{int}:tkt:{int}",
    "1:perfgate:0123456789abcdef:tkt": "{int}:tkt",
    MD5: "{hash}",
    f"cachalot:{SHA256[:40]}": "cachalot:{hash}",
    "throttle_anon_127.0.0.1": "throttle_anon_{ip}",
    "throttle_user_17": "throttle_user_{int}",
    f"celery-task-meta-{UUID}": "celery-task-meta-{uuid}",
    "constance:THEME_COLOUR": "constance:THEME_COLOUR",
    "rl:login:ip:10.20.30.40:5m": "rl:login:ip:{ip}:5m",
    # the reference application
    f"tkt:v1:facility.y_helpdesk.pages.status_counts:3:{SHA256}": (
        "tkt:v{int}:facility.y_helpdesk.pages.status_counts:{int}:{hash}"
    ),
    "tag:cap:client:12": "tag:cap:client:{int}",
    "cap:tree:42": "cap:tree:{int}",
    # numbers
    "user42": "user{int}",
    "user42_perms": "user{int}_perms",
    "v2": "v{int}",
    "AssetMaintenanceScheduleItem42": "AssetMaintenanceScheduleItem{int}",
    "TicketViewSet_list_100000": "TicketViewSet_list_{int}",
    "a:-5": "a:{int}",
    "a:007": "a:{int}",
    "12-3-4": "{int}-{int}-{int}",
    "1234-5-6": "{int}-{int}-{int}",
    "lat:12.34,-56.78": "lat:{float},{float}",
    "t:1719763200.123456": "t:{float}",
    "x:1e-05": "x:{float}",
    "x:-1.5e+300": "x:{float}",
    "ids:1,2,3": "ids:{int},{int},{int}",
    "in:(1, 2)": "in:({int}, {int})",
    "rev:٤٢": "rev:{int}",
    # dates and times
    "tkt:2026-06-30": "tkt:{date}",
    "stats:2026-6-3": "stats:{date}",
    "stats:2026-12-30": "stats:{date}",
    "stats:2026-06": "stats:{int}-{int}",
    "stats:20260630": "stats:{int}",
    "at:2026-06-30T12:00:00+00:00": "at:{time}",
    "at:2026-06-30 12:00:00.123456": "at:{time}",
    "at:2026-06-30T12:00Z": "at:{time}",
    "at:20260630T120000Z": "at:{time}",
    "week:2026-W26": "week:{int}-W{int}",
    "2026/06/30": "{int}/{int}/{int}",
    # hashes, tokens
    "sha:a1b2c3d4": "sha:{hash}",
    f"part:{MD5[:16]}": "part:{hash}",
    f"upper:{MD5.upper()}": "upper:{token}",
    "short:vytxeTZskVKR7C7WgdSP3d": "short:{token}",
    "short:vytxeTZskVKRaCbWgdSPad": "short:{token}",
    "ulid:01ARZ3NDEKTSV4RRFFQ69G5FAV": "ulid:{token}",
    "csrf:4fGh-9_kLmNoPqRsTuVwXyZ": "csrf:{token}",
    "jwt:eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3OCJ9": "jwt:{token}.{token}",
    # addresses
    "login:bob.o_neil+x@mail.example.co.uk": "login:{email}",
    "login_bob@example.com": "{email}",
    "reset:bob%40example.com:7": "reset:{email}:{int}",
    "page:/tickets/42/detail/?page=2&q=pump": "page:/tickets/{int}/detail/?page={int}&q=pump",
    "https://example.com/x/7": "https://example.com/x/{int}",
    # names stay
    "": "",
    "*": "*",
    "tickets": "tickets",
    "my-very-long-slug-about-things-2024": "my-very-long-slug-about-things-{int}",
    "SomeVeryLongClassNameForThings": "SomeVeryLongClassNameForThings",
    "CHOICES_OF_TICKET_STATUSES_ALL": "CHOICES_OF_TICKET_STATUSES_ALL",
    "thumb:300x200": "thumb:300x200",
    "2fa:on": "2fa:on",
    "straße:7": "straße:{int}",
    "日本:42": "日本:{int}",
    "café42": "café{int}",
    "a b\n7": "a b\n{int}",
    "{int}:{uuid}": "{int}:{uuid}",
    "face2face": "{hash}",
    "\ud800:1": "?:{int}",
}
VALUES = {
    "int": st.integers().map(str),
    "float": st.floats(allow_nan=False, allow_infinity=False).map(repr),
    "uuid": st.uuids().map(str),
    "date": st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)).map(str),
    "time": st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 12, 31)).map(str),  # noqa: DTZ001
    "digest": st.binary().map(lambda data: hashlib.sha256(data).hexdigest()),
    # One of a few thousand has no letter, and cannot be told from a number.
    "short digest": st.binary()
    .map(lambda data: hashlib.sha256(data).hexdigest()[:16])
    .filter(lambda text: not text.isdecimal()),
    "ip": st.ip_addresses(v=4).map(str),
    "email": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,20}@example\.com", fullmatch=True),
}
SHAPES = [
    "{}",
    "a:{}",
    "{}:a",
    "tkt:client:{}:page",
    "/tickets/{}/",
    "x={}&y=2",
    "[{}]",
    ":1:{}:{}",
]


@pytest.mark.parametrize(("key", "group"), KEYS.items())
def test_the_group_of_a_key(key, group):
    """Ids, numbers, dates, hashes and addresses are taken out, names stay."""
    assert key_group(key) == group


@pytest.mark.parametrize("key", KEYS)
def test_the_group_of_a_group_is_itself(key):
    """What was taken out stays out."""
    assert key_group(key_group(key)) == key_group(key)


@pytest.mark.parametrize("kind", VALUES)
def test_any_value_gives_the_same_group(kind):
    """Whatever stands in the place of a value of its kind, the group is one."""

    @given(st.sampled_from(SHAPES), VALUES[kind], VALUES[kind])
    def check(shape, one, other):
        assert key_group(shape.format(one, one)) == key_group(shape.format(other, other))

    check()


@pytest.mark.parametrize(
    "shape", ["user{}", "user{}_perms", "a-{}", "Page{}", "tkt:v{}:x", "facade{}", "cafe{}:7"]
)
@given(st.integers(min_value=0, max_value=10**7), st.integers(min_value=0, max_value=10**7))
def test_any_number_at_the_end_of_a_word_gives_the_same_group(shape, one, other):
    """A number may be written to a word without a separator."""
    assert key_group(shape.format(one)) == key_group(shape.format(other))


@given(st.text(string.ascii_letters + string.digits, min_size=22, max_size=43))
def test_random_letters_are_no_names(token):
    """Of random letters and digits nothing is left but what happens to look like words."""
    group = key_group(f"a:{token}")
    words = re.fullmatch(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+)*\d*", token)
    assert group in ("a:{token}", "a:{hash}", "a:{int}", "a:{float}") or words


KEY_TEXT = st.text(
    st.one_of(
        st.sampled_from(string.ascii_letters + string.digits + ":-_./@ +%{}…"), st.characters()
    ),
    max_size=400,
)


@given(KEY_TEXT)
@example("a" * 240 + ":" + "b1c2" * 8)
@example("x:" * 120 + "name12abc34")
@example("ab@cd." * 45)
def test_it_is_stable_and_short(key):
    """The group of a group is itself, no longer than a key of memcached, and can be encoded."""
    group = key_group(key)
    assert key_group(group) == group
    assert len(group) <= 250
    group.encode()


@given(KEY_TEXT, KEY_TEXT)
def test_what_differs_is_a_value(one, other):
    """Keys of one group are no names that differ: letters alone never fall together."""
    assume(one != other)
    if one.isalpha() and other.isalpha() and max(len(one), len(other)) < 22:
        assert key_group(one) != key_group(other)


@pytest.mark.parametrize(
    "piece",
    [
        "a-",
        "a.",
        "a_",
        "A1b-",
        "9",
        "a",
        ":",
        "x@",
        "aB" * 11 + "-",
        "1.",
        "aB_",
        "-",
        "é",
        "1e",
        "A",
    ],
)
def test_a_key_of_megabytes_is_read_at_once(piece):
    """No key makes the pattern run wild: its work is bounded by the beginning of the key."""
    key = piece * (2_000_000 // len(piece))
    assert len(key_group(key)) <= 250


def test_a_long_key_is_not_cut_within_a_value():
    """Two keys whose ids have other lengths do not fall apart where they are cut."""
    keys = [
        f"q:{start}:" + ",".join(str(n) for n in range(start, start + 400)) for start in (1, 950)
    ]
    assert len({key_group(key) for key in keys}) == 1
    digests = [f"blob:{'ab12' * length}:{MD5}" for length in (140, 150)]
    assert {key_group(key) for key in digests} == {"blob:…"}


def test_few_keys_are_kept():
    """Neither the keys of a long session nor one long key stay in memory."""
    for number in range(20_000):
        key_group(f"a:{number}")
    assert module._group.cache_info().currsize <= 10_000
