"""A pack for a bug report says what is needed and holds no secret, wherever one stands."""

from __future__ import annotations

import base64
import json
import tarfile
from pathlib import Path
from urllib.parse import quote

import pytest
from command_line import naskh
from recording import Desk, news

from pipelines.text.scrubbing import Scrubber

CANARY = "xq7Canary-Zümrüt9$"
TOKEN = "81523477:AAHbCanaryTokenOfABot"
HOOK = "https://hooks.example/services/T0CANARY1/B0CANARY2/XcanaryHOOKx"
FILED = "smtps://sender:pAss%2Fcanary3@mail.example?to=desk@desk.example"
SECRETS = (CANARY, TOKEN, "T0CANARY1", "B0CANARY2", "XcanaryHOOKx", "pAss%2Fcanary3", "pAss/canary3", "feedCanary5")
TOML = """
[crawl]
contact = "mailto:editor-canary@desk.example"
[serve]
password = "env:NASKH_WORD"
[[channel]]
name = "bot"
url_env = "NASKH_BOT"
[[channel]]
name = "hook"
kind = "webhook"
url = "env:NASKH_HOOK"
secret = "file:signing"
[[channel]]
name = "mail"
url_file = "mail-address"
[[source]]
url = "https://private.example/feed?key=feedCanary5&page=2"
[[source]]
url = "https://open.example/users/feedCanary5feedCanary5/feed"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk = Desk(tmp_path, TOML)
    desk.crawl("https://wire.example/1", {"text": news(1), "title": "A title that is nobody's business"})
    private = "https://reader:feedCanary5@private.example/feed?key=feedCanary5&page=2"
    desk.fail("https://wire.example/2", reason=f"HTTP 500 after {HOOK}")
    with desk.database.transaction():
        desk.database.connection.execute(
            "insert into visits (source_id, started_at, outcome, message) values (1, '2025-03-21T12:00:00Z', 'failed', ?)",
            [f"leads to {private}"],
        )
    desk.database.close()
    (tmp_path / "naskh.toml").write_text(TOML)
    (tmp_path / "signing").write_text(f"{CANARY}\n")
    (tmp_path / "mail-address").write_text(f"{FILED}\n")
    ways = [
        CANARY, TOKEN, HOOK, FILED, quote(CANARY), json.dumps(CANARY), base64.b64encode(CANARY.encode()).decode(),
        f"POST https://api.example/bot{TOKEN}/send", "XcanaryHOOKx alone", "pAss/canary3", private,
    ]  # fmt: skip
    (tmp_path / "naskh.log").write_text(
        "".join(f'{{"event": "line", "said": {json.dumps(each)}}}\n{each}\n' for each in ways)
    )
    for name, value in {"NASKH_WORD": CANARY, "NASKH_BOT": f"tgram://{TOKEN}/12345678", "NASKH_HOOK": HOOK}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files_of(path: Path) -> dict[str, str]:
    with tarfile.open(path) as packed:
        return {
            Path(member.name).name: packed.extractfile(member).read().decode()  # type: ignore[union-attr]
            for member in packed
        }


def test_no_secret_is_in_the_pack_however_it_was_written(folder: Path) -> None:
    result = naskh("support")
    assert result.exit_code == 0, result.output
    made = Path(result.stdout.strip())
    assert made.stat().st_mode & 0o777 == 0o600
    files = files_of(made)
    forms = {
        form
        for each in SECRETS
        for form in (
            each,
            quote(each, safe=""),
            json.dumps(each)[1:-1],
            base64.b64encode(each.encode()).decode().rstrip("="),
        )
    }
    for name, text in files.items():
        for form in forms:
            assert form not in text, (name, form)
        assert "editor-canary" not in text and "desk@desk.example" not in text, name


def test_what_is_needed_is_in_the_pack(folder: Path) -> None:
    naskh("support", "pack.tar.gz")
    files = files_of(Path("pack.tar.gz"))
    assert set(files) == {
        "README.txt", "versions.json", "config.json", "status.json", "sources.json", "visits.json",
        "failing_pages.json", "log.txt",
    }  # fmt: skip
    assert json.loads(files["versions.json"])["packages"]["scrapy"]
    assert json.loads(files["config.json"])["settings"]["channel"][0] == {"name": "bot", "url_env": "NASKH_BOT"}
    status = json.loads(files["status.json"])
    assert status["articles"] == 1 and status["file"]["migrations"][0] == "m001_sources_and_runs"
    assert status["damage"] == [] and status["reasons"]
    assert any("private.example/feed" in row["url"] for row in json.loads(files["sources.json"]))
    assert json.loads(files["failing_pages.json"])[0]["pages"] == 1
    assert files["log.txt"].count("\n") == 22
    assert not any("nobody's business" in text for text in files.values()), "titles and texts are not needed"


def test_it_works_where_nothing_else_does(folder: Path) -> None:
    (folder / "naskh.toml").write_text(f'{TOML}[[channel]]\nname = "wrong"\nurl = "{HOOK}"\n')
    body = (folder / "naskh.db").read_bytes()
    (folder / "naskh.db").write_bytes(body[: len(body) // 2])
    assert naskh("support", "pack.tar.gz").exit_code == 0
    files = files_of(Path("pack.tar.gz"))
    assert "channel[3].url" in files["config.json"]
    assert not any(secret in text for secret in SECRETS for text in files.values())
    assert (
        "damaged" in files["database.json"]
        or "not a usable" in files["database.json"]
        or "damage" in files["status.json"]
    )


def test_it_works_in_an_empty_folder_and_overwrites_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert naskh("support", "pack.tar.gz").exit_code == 0
    assert "no such database" in files_of(Path("pack.tar.gz"))["status.json"]
    again = naskh("support", "pack.tar.gz")
    assert again.exit_code == 1 and "already exists" in again.stderr


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("https://a.example/feed?key=abc&n=1", "https://a.example/feed?key=***&n=***"),
        ("https://u:p@a.example/feed", "https://***@a.example/feed"),
        ("https://a.example/feed?abcdef", "https://a.example/feed?***"),
        (
            "https://a.example/2025/03/20/a-story-of-many-words-12345",
            "https://a.example/2025/03/20/a-story-of-many-words-12345",
        ),
        ("https://a.example/s/9f8e7d6c5b4a39281706/rss.xml", "https://a.example/s/***/rss.xml"),
        ("https://a.example/p#token=abc", "https://a.example/p#***"),
        ("https://a.example/%D8%AE%D8%A8%D8%B1", "https://a.example/%D8%AE%D8%A8%D8%B1"),
    ],
)
def test_addresses_lose_what_may_be_a_secret_and_keep_the_rest(address: str, hidden: str) -> None:
    assert Scrubber([]).text(f"failed: {address} twice") == f"failed: {hidden} twice"
