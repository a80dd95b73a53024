"""Values that break careless programs."""

from __future__ import annotations

# markers that must never come back as they were sent
MARKUP = "\"'><x-nasty onload=1><script>x-nasty</script>"
MARKERS = (b"<x-nasty", b"<script>x-nasty")

VALUES = (
    "\x00", "a\x00b", "\x1b[31m", "\x7f\x80", "\u202eabc", "\ufeff", "\U0001f426\u200d", "ÿ" * 300,
    "0", "-1", "1.5", "1e999", "NaN", "9" * 30, "99999999999999999999", "2147483648", "0x10", "١٢٣", "²",
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "99999-01-01", "31-02-2026", "24-11-26", "1-1-1",
    "25:61", "00:00:00.0000000001", "2026-11-24T25:00", "24 november",
    MARKUP, "{{ 7|add:7 }}{% include 'x' %}", "${7*7}", "%s%n%(x)s", "{0.__class__}",
    "'", '"', "\\", "`;--", "' or 1=1 --", "1;select pg_sleep(9)", "*", "%", "_", "(", "[", "(?P<x", "(?:a+)+$", "\\Z",
    "../../../../etc/passwd", "..\\..\\x", "/", "//evil.example/", "https://evil.example/", "javascript:alert(1)", "data:text/html,x",
    "null", "None", "true", "[]", "{}", "[[[[[", '{"a":', "[[[1e400,1]]]", "[[[null,1],[1,2],[2,3]]]",
    " ", "\n\r\t", "", " " * 3000, "a" * 70_000, "e\u0301" * 200,
    "00000000-0000-0000-0000-000000000000", "not-a-uuid", "a,b,c", "a=b&c=d", "é",
)  # fmt: skip

# parts of an address that no browser would send, as they stand on the wire
RAW = (
    "%00", "%ff%fe", "%ed%a0%80", "%c0%af", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%0d%0aSet-Cookie:x=1", "%25", "%",
    "%3Cx-nasty%3E", "a" * 3000, "-", "_", "0", "99999999999999999999", "00000000-0000-0000-0000-00000000000g", "%F0%9F%90%A6", ";x=1", "%20",
)  # fmt: skip

# parameters that Django, its administration, allauth or the application itself reads from the address
PARAMETERS = (
    "next", "slot", "q", "o", "p", "all", "e", "_popup", "_to_field", "_changelist_filters", "_facets", "ot",
    "username__startswith", "username__regex", "password__startswith", "id__in", "pk", "user__password__startswith", "is_active__exact",
    "municipality__code__exact", "active__exact", "since__year", "since__gte", "since__day", "language", "format", "page", "x[]", "",
)  # fmt: skip

HEADERS = (
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "a b\x01"},
    {"HTTP_X_FORWARDED_FOR": "x, ', \x00, " + "1.1.1.1, " * 200},
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_USER_AGENT": "\x00\x1b" + "x" * 5000},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 5000},
    {"HTTP_ACCEPT": "application/json"},
    {"HTTP_REFERER": "javascript:alert(1)"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[::1"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "<x-nasty>"},
    {"HTTP_X_AUTOSAVE": "1"},
    {"HTTP_RANGE": "bytes=99-1"},
    {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 99 Xxx 0000 99:99:99 GMT"},
    {"HTTP_COOKIE": "session=../../x; csrf=%00; a=" + "x" * 4000},
    {"HTTP_CONTENT_ENCODING": "gzip"},
    {"CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": "nan"},
)

BODIES = (
    ("application/json", b'{"name": "x"}'),
    ("application/json", b"\xff\xfe{"),
    ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf'),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; filename="a"\r\n\r\n\r\n--x--'),
    ("multipart/form-data; boundary=" + "x" * 300, b"x"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(2000))),
    ("application/x-www-form-urlencoded", b"a=%ff%fe&b=%ed%a0%80&c=%00&=&&;"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=1"),
    ("application/x-www-form-urlencoded; charset=no-such", b"a=1"),
    ("application/x-www-form-urlencoded", b"a=" + b"x" * 6_000_000),
    ("", b"a=1"),
)
