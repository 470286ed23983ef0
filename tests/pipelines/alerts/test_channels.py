"""What a page says stays text in every channel: sent through Apprise to services on loopback, and read there."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from channel_stubs import MailService, WebService, texts_of
from hypothesis import given
from hypothesis import strategies as st
from places import SHARED
from recording import Desk, news

from pipelines.alerts.channels import written_for
from pipelines.text.direction import FIRST_STRONG_ISOLATE, MARKS, POP_ISOLATE

BLNS = SHARED / "hostile" / "blns" / "blns.json"
CHANNELS = """
[reader]
language = "{language}"
[[channel]]
name = "desk"
length = "{length}"
url_env = "NASKH_TEST_DESK"
[[alert]]
name = "copies"
channels = ["desk"]
"""
INJECTIONS = [
    "Ministers <!channel> met",
    "<@U024BE7LH> and <!subteam^S1|all> said",
    "Ministers @everyone met @here, @all @channel @room",
    "@everyone",
    "＠everyone",
    '<at user_id="all">all</at>',
    "(met)all(met)",
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    'Read <a href="http://evil.example/">our site</a>',
    "<http://evil.example|our site>",
    "[our site](http://evil.example)",
    "![p](http://evil.example/p.png)",
    "[our site][1]",
    "**bold** __under__ ~~gone~~ ||spoiler|| `code`",
    "```\ncode",
    "# Heading",
    "> quote",
    "one\r\nBcc: all@example.org\r\n\r\nbody",
    "one\n\n# two\n@everyone",
    "&lt;b&gt; &#64;everyone",
    "\u202egnp.exe\u202c \u2066left",
    "\x1b]0;owned\x07 \x9b31m",
    "See http://evil.example/a_b HTTPS://evil.example www.evil.example/x bit.ly/x?y //evil.example/z matrix://r/x",
    "#politics ＃حرية /stop (/ban) :skull: :white_check_mark: tg://resolve?domain=x مثال.شبكة/صفحة",
    "ذكاء اصطناعي @everyone [موقع](http://evil.example)",
    "x" * 50_000,
]
# Titles that hold them all; services are slow to send.
TITLES = [" ".join(INJECTIONS[n : n + 6]) for n in range(0, len(INJECTIONS), 6)]
# Services that show Markdown, those that show text, and those that Apprise sends HTML.
TOKEN = "a" * 64
SERVICES = {
    "mattermost": "mmost://127.0.0.1:{port}/3ccdd113474722377935511fc85d3dd4",
    "rocket chat": "rocket://aaaaa/bbbbb@127.0.0.1:{port}/%23desk",
    "matrix": "matrix://user:token@127.0.0.1:{port}/%23room:chat.example?mode=off",
    "matrix, slack": f"matrix://{TOKEN}@127.0.0.1:{{port}}?mode=slack",
    "ntfy": "ntfy://127.0.0.1:{port}/topic",
    "gotify": "gotify://127.0.0.1:{port}/aaaaaaaaaaaaaaa",
    "nextcloud talk": "nctalk://user:pass@127.0.0.1:{port}/room",
    "mastodon": "mastodon://token@127.0.0.1:{port}",
    "misskey": "misskey://token@127.0.0.1:{port}",
    "discord": f"discord://123456789012345678901/{'a' * 68}?verify=no",
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/%23desk?verify=no",
    "slack, Markdown": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/%23desk?format=markdown&verify=no",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/?verify=no",
    "telegram, Markdown": "tgram://123456789:abcdefg_hijklmnop/12315544/?format=markdown&mdv=v2&verify=no",
    "teams": "workflow://teams.example:443/643a8/ABCDEFG?verify=no",
    "google chat": "gchat://workspace/key/token?verify=no",
    "webex": f"wxteams://{'a' * 80}?verify=no",
    "revolt": f"revolt://botid/{'1' * 26}?verify=no",
}
# Ours, and Apprise's own.
NO_MARK = re.compile(r"\\.|&(?:lt|gt|amp);")
# Markup in a mail that is not ours.
FOREIGN = re.compile(r"<(?!/?(?:div|b|br|a)[ >])|<a (?!dir=)|<[^>]* on\w+=")
LIVE_MENTION = re.compile(r"[@＠](?=\w)|<(?=[!@#\w])|\((?=met\))")
LIVE_LINK = re.compile(r"\](?=[(\[:])")
# What services make a link, a tag, a command or a picture of by themselves, as far as it shows another's words or acts.
LINKED = re.compile(r"\w://|\bwww\.|\w\.[^\W\d]{2,}/", re.IGNORECASE)
ACTING = re.compile(r"[#＃](?=\w)|(?<![\w/.:])/\w+(?![\w/.])|:[a-z][\w+-]*:", re.IGNORECASE)
STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebService]:
    folder = tmp_path / "service"
    folder.mkdir()
    with WebService(folder) as service:
        # Whatever host a service has, it is asked for on loopback.
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{service.port}")
        yield service


def alerted(folder: Path, title: str, *, seed: int = 1, language: str = "en", length: str = "long") -> Desk:
    """A database with one alert, of an article with this title."""
    folder.mkdir(exist_ok=True)
    desk = Desk(folder, CHANNELS.format(language=language, length=length))
    desk.crawl("https://a.example/@everyone/[x](y)", {"text": news(seed), "title": title})
    desk.crawl("https://b.example/1", {"text": news(seed), "title": title, "outlet": title[:80]})
    [alert] = desk.alerts()
    assert "\n@everyone" not in alert["text"] and "\nBcc" not in alert["text"]
    return desk


def sent(desk: Desk, service: WebService) -> list[str]:
    """The texts that came of the alerts of a database."""
    service.bodies.clear()
    assert desk.deliver() == 1
    bodies = [body for body in service.bodies if body.startswith("{")]
    return [text for body in bodies for text in texts_of(body) if "\n" in text or "stand" in text]


def without_ours(text: str) -> str:
    """A message without the marks of direction that are ours: each isolate begins and ends within a line."""
    for line in re.split("\n|<br */>", text):
        depth = 0
        for character in line:
            depth += (character == FIRST_STRONG_ISOLATE) - (character == POP_ISOLATE)
            assert depth in (0, 1), line
        assert depth == 0, line
        assert not set(MARKS) & set(line[1:]), line
    return re.sub(f"[{FIRST_STRONG_ISOLATE}{POP_ISOLATE}{MARKS}]", "", text)


def live_words(text: str, *patterns: re.Pattern[str]) -> list[str]:
    """What of a message acts by itself, without addresses that stand alone: these are meant to be followed."""
    bare = NO_MARK.sub(lambda found: found[0][1:] if found[0].startswith("\\") else "", re.sub("</?b>", "", text))
    lines = (line for line in re.split("\n|<br */>", bare) if not re.fullmatch(r"\s*<?https?://\S+\s*", line))
    return [found[0] for line in lines for pattern in patterns or (LINKED, ACTING) for found in pattern.finditer(line)]


# Apprise waits before each message to a Matrix room.
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name == "matrix" else []) for name in SERVICES]
)
def test_no_title_mentions_anybody_or_hides_a_link(
    tmp_path: Path, service: WebService, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("NASKH_TEST_DESK", SERVICES[name].format(port=service.port))
    for n, title in enumerate(TITLES):
        # Every template with every service: each title goes through another one.
        language, length = ("en", "ar")[n % 2], ("long", "short")[n // 2 % 2]
        texts = sent(alerted(tmp_path / str(n), title, language=language, length=length), service)
        assert texts, title
        for text in texts:
            # Telegram's bold title is Apprise's.
            bare = NO_MARK.sub("", re.sub("</?b>|^<(?=https?://[^<>\\s]+>$)", "", text, flags=re.MULTILINE))
            assert not LIVE_MENTION.search(bare), (title, text)
            assert not LIVE_LINK.search(bare), (title, text)
            assert not STEERING.search(without_ours(text)), (title, text)
            assert not live_words(text), (title, text)
            assert len(text) < 4000


def test_a_mail_is_text_in_html_of_ours_with_one_subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with MailService() as mail:
        url = f"mailto://desk.example?smtp=127.0.0.1&port={mail.port}&mode=insecure&to=desk@desk.example&from=n@desk.example"
        monkeypatch.setenv("NASKH_TEST_DESK", url)
        for n, title in enumerate(INJECTIONS):
            mail.messages.clear()
            desk = alerted(tmp_path / str(n), title, language=("en", "ar")[n % 2])
            assert desk.deliver() == 1
            [raw] = mail.messages
            message = message_from_bytes(raw, policy=policy.default)
            kinds = [part.get_content_type() for part in message.walk()]
            assert kinds == ["multipart/alternative", "text/plain", "text/html"], title
            page = message.get_body(("html",))
            assert page is not None and not FOREIGN.search(page.get_content()), title
            assert not live_words(html.unescape(re.sub("<[^>]*>", "\n", page.get_content())), LINKED), title
            assert message["Bcc"] is None and message["Subject"], title
            assert len(message["Subject"]) < 300


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("title", ["محاريث الثلج", "Snow ploughs", "24"])
def test_a_mail_runs_as_its_own_words_do_whatever_it_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str, language: str, direction: str
) -> None:
    with MailService() as mail:
        url = f"mailto://desk.example?smtp=127.0.0.1&port={mail.port}&mode=insecure&to=desk@desk.example&from=n@desk.example"
        monkeypatch.setenv("NASKH_TEST_DESK", url)
        assert alerted(tmp_path, title, language=language).deliver() == 1
        page = message_from_bytes(mail.messages[0], policy=policy.default).get_body(("html",))
    assert page is not None
    assert page.get_content().startswith(f'<div dir="{direction}"')


def test_what_the_mail_services_send_as_html_is_escaped(
    tmp_path: Path, service: WebService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASKH_TEST_DESK", f"sendgrid://{'a' * 20}:n@desk.example/desk@desk.example?verify=no")
    desk = alerted(tmp_path / "1", '<img src=x> <a href="http://evil.example">y</a>')
    assert desk.deliver() == 1
    [body] = service.bodies
    [content] = json.loads(body)["content"]
    assert content["type"] == "text/html"
    assert not FOREIGN.search(content["value"]) and "&lt;img" in content["value"]


def test_a_program_is_sent_the_words_themselves(
    tmp_path: Path, service: WebService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASKH_TEST_DESK", f"json://127.0.0.1:{service.port}/hook")
    desk = alerted(tmp_path / "1", "@everyone <b>[x](y)</b>")
    assert desk.deliver() == 1
    assert "«@everyone <b>[x](y)</b>»" in json.loads(service.bodies[0])["message"]


def test_two_addresses_of_one_channel_are_both_sent_to(
    tmp_path: Path, service: WebService, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = f"127.0.0.1:{service.port}"
    monkeypatch.setenv("NASKH_TEST_DESK", f"json://{here}/hook, mmost://{here}/3ccdd113474722377935511fc85d3dd4")
    desk = alerted(tmp_path / "1", "@everyone")
    assert desk.deliver() == 1
    program, chat = service.bodies
    assert "@everyone" in program and "@everyone" not in chat


@pytest.mark.skipif(not BLNS.exists(), reason="the list of naughty strings is not on this machine")
@pytest.mark.parametrize("schema", ["discord", "slack", "tgram", "zulip", "mmost", "lark", "unheard-of"])
@pytest.mark.parametrize("as_markdown", [False, True])
def test_naughty_strings_are_only_strings(schema: str, as_markdown: bool) -> None:
    for words in json.loads(BLNS.read_text(encoding="utf-8")):
        title, text, _ = written_for({schema}, words, f"«{words}»", as_markdown=as_markdown)
        for written in (title, text):
            bare = NO_MARK.sub("", written)
            assert not LIVE_MENTION.search(bare) and not LIVE_LINK.search(bare), words


@given(st.text(alphabet="@<>[]()!#*_`\\: ae\n\u200b", max_size=40))
def test_whatever_a_page_says_nobody_is_mentioned(words: str) -> None:
    for schema, as_markdown in (("discord", False), ("slack", False), ("zulip", False), ("x", True)):
        _, text, _ = written_for({schema}, "", words, as_markdown=as_markdown)
        assert "@e" not in text and "<!" not in text and "<@" not in text and "](" not in text


def test_a_title_that_is_an_address_is_no_link() -> None:
    for schema, as_markdown in (("discord", False), ("rocket", True), ("zulip", False), ("tgram", False), ("x", False)):
        for form in ("http://evil.example/", "https://evil.example:443/a", "www.evil.example"):
            assert not live_words(f"«{written_for({schema}, form, '', as_markdown=as_markdown)[0]}»")


def test_addresses_can_still_be_followed() -> None:
    url = "https://a.example/%D8%AE_b-c.html?id=1&x=%5B"
    for schema, as_markdown in (("rocket", True), ("zulip", False), ("tgram", False), ("slack", True)):
        assert written_for({schema}, "", f"«a»\n{url}", as_markdown=as_markdown)[1].endswith(f"\n{url}")
    # In angle brackets Discord makes a link of it and shows nothing of the page.
    assert written_for({"discord"}, "", f"«a»\n{url}", as_markdown=False)[1].endswith(f"\n<{url}>")


@pytest.mark.parametrize("schema", ["slack", "gchat"])
def test_a_service_without_backslashes_is_sent_none(schema: str) -> None:
    words = "*b* _i_ ~s~ `c` ```x``` [x](y) > q # h"
    for written in written_for({schema}, words, f"A passage of «{words}»", as_markdown=True)[:2]:
        assert not re.search(r"[\\*_~`\[]", written)


def test_plain_words_stay_as_they_are() -> None:
    words = (
        "صدى الميناء carries a text of valley.example that stood in ورق (82 %) and/or 1/2 at 10:30:15 - 47 min later."
    )
    for schema in ("discord", "slack", "tgram", "zulip", "json"):
        assert written_for({schema}, words, words, as_markdown=False)[:2] == (words, words)
