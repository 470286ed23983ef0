"""Messages are made of what waits: what is new in full, what was told in short, in the channel's language and length."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from recording import NOW, Desk, news, words

from db.store import Row
from pipelines.alerting.texts import Alerting

TOML = """
topic = "all"
[reader]
language = "{reader}"
time_zone = "Asia/Beirut"
[[channel]]
name = "desk"
url_env = "NASKH_TEST_DESK"
{channel}
[[outlet]]
name = "بريد الوادي"
domains = ["site0.example"]
groups = ["mine"]
[[alert]]
name = "ours"
channels = ["desk"]
{rule}
"""
ARABIC = "أعلنت البلدية أمس شراء محاريث ثلج ذكية تشق طرق الوادي قبل الفجر بنظام تعلّم آلي صُنع في الجبل"


class Channel:
    """Gets the messages of one channel while texts come in."""

    def __init__(self, folder: Path, *, reader: str = "en", channel: str = "", rule: str = "") -> None:
        self.desk = Desk(folder, TOML.format(reader=reader, channel=channel, rule=rule))

    def carry(self, outlet: int, text: str, *, minutes: int, title: str = "Ploughs") -> None:
        published = (NOW - timedelta(hours=2) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        story = {"text": text, "title": title, "published": published}
        self.desk.crawl(f"https://site{outlet}.example/{len(self.desk.articles())}", story)

    def messages(self) -> list[Row]:
        """What is made of all that may be told by now."""
        database = self.desk.database
        Alerting(database, self.desk.config).composing.compose_due(now=NOW)
        rows = database.due_deliveries(now=NOW, limit=99)
        for row in rows:
            database.delivered(row["id"], now=NOW)
        return rows


def test_a_follow_up_says_what_is_new_and_keeps_the_former_short(tmp_path: Path) -> None:
    channel = Channel(tmp_path, rule="steps = [2, 3]")
    told = []
    for outlet in range(4):
        channel.carry(outlet, news(1), minutes=20 * outlet)
        told += channel.messages()
    assert [message["title"] for message in told] == [
        "All of our text stands in site1.example, 20 min later, no credit found",
        "A second outlet carries our text: site2.example (all of it, 40 min later, no credit found)",
        "A third outlet carries our text: site3.example (all of it, 1 h later, no credit found)",
    ]
    new, former = told[-1]["text"].split("Told before:")
    assert "https://site3.example/3" in new and "site1.example" not in new
    assert former.strip().split("\n")[:2] == [
        "All of it in site2.example, 40 min later (12:40 Beirut time)",
        "All of it in site1.example, 20 min later (12:20 Beirut time)",
    ]


def test_the_text_is_quoted_from_the_original(tmp_path: Path) -> None:
    channel = Channel(tmp_path, reader="ar")
    channel.carry(0, f"{ARABIC}. {words(1, 8)}", minutes=0)
    channel.carry(1, f"{words(2, 6)} {ARABIC}", minutes=5)
    [message] = channel.messages()
    assert f"أطول مقطع مشترك:\n«{ARABIC}»" in message["text"]
    # What the alert says of itself is worded in the transaction that stores the match: no text is read there.
    [alert] = channel.desk.alerts()
    assert alert["title"] == message["title"] and "أطول مقطع" not in alert["text"]


def test_a_channel_has_its_language_and_length(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    arabic = Channel(tmp_path / "a", channel='language = "ar"\nlength = "short"')
    arabic.carry(0, news(1), minutes=0)
    arabic.carry(1, news(1), minutes=5)
    [message] = arabic.messages()
    assert message["title"] == "نصنا كاملًا في \u2068site1.example\u2069 بعد ٥ دقائق، بلا إشارة ظاهرة إلى المصدر"
    assert len(message["text"].split("\n")) <= 5


def test_a_message_in_the_language_of_the_text(tmp_path: Path) -> None:
    channel = Channel(tmp_path, channel='language = "text"')
    for outlet in (0, 1):
        channel.carry(outlet, f"{ARABIC} {ARABIC[::-1]} {ARABIC}", minutes=outlet, title="محاريث")
    for outlet in (0, 1):
        channel.carry(
            outlet, "The council bought snow ploughs that learn the roads of the valley. " * 3, minutes=outlet
        )
    assert [message["title"].split()[0] for message in channel.messages()] == ["نصنا", "All"]


def test_a_digest_is_one_message_in_one_language(tmp_path: Path) -> None:
    channel = Channel(tmp_path, reader="ar", rule='digest = "hourly"')
    for seed in range(3):
        for outlet in range(2 + seed):
            channel.carry(outlet, words(seed, 200), minutes=20 * outlet)
    database, later = channel.desk.database, NOW + timedelta(hours=1)
    Alerting(database, channel.desk.config).composing.compose_due(now=later)
    [message] = database.due_deliveries(now=later, limit=9)
    assert message["kind"] == "digest" and message["title"] == "٣ من نصوصنا في ٦ مواضع جديدة"
    first, second, third = message["text"].split("\n\n")
    assert first.startswith("١. نصنا في ٣ وسائل خلال ساعة: ") and second.startswith(
        "٢. نصنا في وسيلتين خلال ٤٠ دقيقة: "
    )
    assert third.startswith("٣. نصنا كاملًا في \u2068site1.example\u2069 بعد ٢٠ دقيقة")


def test_a_carrier_that_was_noticed_beside_another_is_reported_with_figures(tmp_path: Path) -> None:
    """The first match of an article that satisfies a rule may be with another carrier than the earliest."""
    channel = Channel(tmp_path, rule="min_share = 0.9")
    text, more = words(1, 200).split(), words(2, 18).split()
    channel.carry(0, " ".join(text), minutes=0)
    channel.carry(1, " ".join([*text, *more]), minutes=20)
    # Nine tenths of it are in the second, and less in the first.
    channel.carry(2, " ".join([*text[60:], *more]), minutes=40)
    [message] = channel.messages()
    noticed = [(row["later_id"], row["earlier_id"]) for row in channel.desk.database.matches_of_alert(1)]
    assert noticed == [(2, 1), (3, 2)]
    assert message["title"] == "Our text stands in 2 outlets within 40 min: site2.example and site1.example"
    assert "70 % of it in site2.example, 40 min later" in message["text"]


def test_a_damaged_text_costs_the_quotation_only(tmp_path: Path) -> None:
    channel = Channel(tmp_path)
    channel.carry(0, news(1), minutes=0)
    channel.carry(1, news(1), minutes=5)
    database = channel.desk.database
    with database.transaction():
        database.connection.execute("update articles set text = replace(text, 'intelligence', 'intelligents')")
    [message] = channel.messages()
    assert "stands in site1.example" in message["title"] and "longest passage" not in message["text"]
