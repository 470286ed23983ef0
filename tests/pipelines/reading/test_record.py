import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.record import Record, RecordError, parse_record, record_key

WORDS = st.text(min_size=1).filter(lambda text: not text.isspace())


def line(**keys: object) -> bytes:
    return json.dumps(keys).encode()


def test_a_record_is_read_with_all_its_keys() -> None:
    record = parse_record(
        line(
            url=" https://a.example/1 ",
            title="ع",
            text="ن",
            outlet="أ",
            source="ب",
            date="2025-01-01",
            html="<p>",
        )
    )
    assert record == Record(url="https://a.example/1", title="ع", text="ن", outlet="أ", date="2025-01-01", html="<p>")


def test_source_stands_for_outlet_where_that_is_missing() -> None:
    assert parse_record(line(url="u", text="x", source="ب")).outlet == "ب"
    assert parse_record(line(url="u", text="x", outlet="", source="ب")).outlet == "ب"


def test_empty_values_are_unknown() -> None:
    record = parse_record(line(url="u", text=" ", html="<p>x", title="", date=None, outlet=" \n"))
    assert (record.text, record.title, record.date, record.outlet) == (None, None, None, None)


def test_a_date_may_be_a_number() -> None:
    assert parse_record(line(url="u", text="x", date=2025)).date == "2025"
    # A column of numbers in which some are missing holds fractions and NaN.
    assert parse_record(line(url="u", text="x", date=1742459400.0)).date == "1742459400"
    assert parse_record(line(url="u", text="x", date=1742459400.5)).date == "1742459400"
    assert parse_record(line(url="u", text="x", date=1.7424594e12)).date == "1742459400000"
    assert parse_record(line(url="u", text="x", date=float("nan"))).date is None
    assert parse_record(line(url="u", text="x", date=float("inf"))).date is None
    assert parse_record(line(url="u", text="x", date=10**400)).date == str(10**400)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"\xff", "not UTF-8"),
        ('{"url": "ع"}'.encode("utf-16"), "iconv -f UTF-16 "),
        # The second line of such a file, cut where bytes are those of a line break.
        ('\n{"url": "u"}'.encode("utf-16-le")[1:], "iconv -f UTF-16 "),
        (b"{", "not JSON"),
        (b"[" * 200_000, "not JSON"),
        (b'"x"', "but text"),
        (b"null", "but null"),
        (b"1" * 5000, "not JSON"),
        (line(text="x"), 'no "url"'),
        (line(url="", text="x"), 'no "url"'),
        (line(url="u"), "neither"),
        (line(url="u", text="x", title=["t"]), 'has a list for "title", not text'),
        (line(url="u", text="x", date=True), 'has true or false for "date", not text'),
    ],
)
def test_what_is_wrong_is_said(body: bytes, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        parse_record(body)


def test_one_mistake_in_many_lines_has_one_reason() -> None:
    reasons = set()
    for body in (b'{"url": "u" "text": "x"}', b'{"url": "u", "text": "a longer one", "title" "y"}', b'{"url" 1}'):
        with pytest.raises(RecordError) as raised:
            parse_record(body)
        reasons.add(str(raised.value))
    assert len(reasons) == 2


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    record = parse_record(b'{"url": "u", "text": "a\\ud83d b \\uD83D\\uDE00", "title": "\\udc00"}')
    assert record.text == "a? b \U0001f600"
    assert record.title == "?"
    record_key(record)


def test_the_key_tells_apart_what_only_stands_elsewhere() -> None:
    assert record_key(Record(url="u", title="a b", text="c")) != record_key(Record(url="u", title="a ", text="bc"))
    assert record_key(Record(url="u", text="x")) != record_key(Record(url="u", html="x"))
    assert record_key(Record(url="u", text="x")) != record_key(Record(url="v", text="x"))


@given(url=WORDS, title=st.none() | WORDS, text=WORDS)
def test_any_article_comes_back_as_written(url: str, title: str | None, text: str) -> None:
    for ascii_only in (True, False):
        body = json.dumps({"url": url, "title": title, "text": text}, ensure_ascii=ascii_only).encode()
        assert parse_record(body) == Record(url=url.strip(), title=title, text=text)


@given(
    st.binary() | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(lambda x: json.dumps(x).encode())
)
def test_other_bytes_are_refused_and_never_crash(body: bytes) -> None:
    with pytest.raises(RecordError):
        parse_record(body)


def test_every_article_has_a_canonical_address_beside_the_given_one() -> None:
    from config.tables import Config
    from model import Page
    from pipelines.preparing.prepare import prepare
    from pipelines.preparing.settings import PrepareSettings

    def canonical(url: str) -> str | None:
        body = json.dumps({"url": url, "text": "The ministry published its plan for the coming year."}).encode()
        [article] = prepare(Page(url=url, kind="record", body=body), PrepareSettings.of(Config())).articles
        return article.story.canonical_url

    assert canonical("https://paper.example/a?b=2&a=1#top") == "https://paper.example/a?a=1&b=2"
    # A key without a value stays: it is all that tells two articles of some sites apart.
    assert canonical("https://paper.example/index.php?123456") != canonical("https://paper.example/index.php?654321")
    assert canonical("http://[broken") is None
