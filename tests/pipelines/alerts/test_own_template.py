"""A channel's own template words its alerts; one that will not do costs no alert, and both log and doctor say why."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from recording import Desk, news
from telling_cases import ZONE, cases

from pipelines.alerts.own_template import problem_of, read_template
from pipelines.alerts.wording import Wording
from terminal.doctor import examine

OWN = """\
{{ new|length }} x {{ text.title|name }}
{% for copy in new %}
{{ copy.outlet|name }}: {{ copy.share|percent }}{{ ", " ~ copy.lag if copy.lag }}
{{ copy.address }}
{% endfor %}
"""


def desk(folder: Path, template: str | bytes | None, *, language: str = "en", copies: int = 1) -> Desk:
    """A database with an alert for each of so many texts, for a channel with this template."""
    path = folder / "own.txt"
    if template is not None:
        path.write_bytes(template.encode() if isinstance(template, str) else template)
    toml = (
        f'[[channel]]\nname = "desk"\nurl_env = "NASKH_TEST_DESK"\ntemplate = "{path}"\nlanguage = "{language}"\n'
        '[[alert]]\nname = "copies"\nchannels = ["desk"]\n'
    )
    made = Desk(folder, toml)
    for seed in range(copies):
        for n, outlet in enumerate(("first", "second")):
            published = f"2025-03-21T09:{n * 47:02d}:00Z"
            story = {"text": news(seed), "title": "@everyone {{ 7 * 7 }}", "published": published}
            made.crawl(f"https://{outlet}{seed}.example/1", story)
    return made


def messages(made: Desk) -> list[tuple[str, str]]:
    """Title and text of what is ready to be sent."""
    made.deliver()
    return made.rows("select title, text from deliveries")


def test_the_first_line_is_the_title_and_the_rest_the_text(tmp_path: Path) -> None:
    [(title, text)] = messages(desk(tmp_path, OWN))
    # What a page writes is a value, and no template.
    assert title == "1 x @everyone {{ 7 * 7 }}"
    assert text == "second0.example: 100 %, 47 min\nhttps://second0.example/1"


def test_it_has_the_grammar_of_its_language(tmp_path: Path) -> None:
    [(_, text)] = messages(desk(tmp_path, OWN, language="ar"))
    assert text.split("\n")[0] == "\u200f\u2068second0.example\u2069: ١٠٠٪, ٤٧ دقيقة"


def test_it_can_add_to_the_built_in_words(tmp_path: Path) -> None:
    [(title, text)] = messages(desk(tmp_path, "DESK: {{ title }}\n{{ short_text }}"))
    assert title == "DESK: All of a text of first0.example stands in second0.example, 47 min later, no credit found"
    assert text.endswith("\nnaskh show 1")


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (None, "it cannot be read (No such file or directory)"),
        (b"\xff\xfe{{", "it is not UTF-8 text; save it as UTF-8"),
        (b"x" * 300_000, "it is larger than 200 kB"),
        ("{{ title", "line 1: unexpected end of template, expected 'end of print statement'."),
        ("ok\n{% for copy in new %}", "line 2: Unexpected end of template."),
        ("ok\n{{ titel }}", "line 2: 'titel' is undefined"),
        ("ok\n\n{{ text.shoe_size }}", "line 3: 'dict object' has no attribute 'shoe_size'"),
        ("{{ title|shout }}", "line 1: No filter named 'shout'."),
        ("{{ 1 / 0 }}", "line 1: ZeroDivisionError: division by zero"),
        ("{{ title + 1 }}", "line 1: TypeError: can only concatenate str"),
        ("", "it gives an empty message"),
        ("\n\n  \n", "it gives an empty message"),
        ("{{ title.__class__.__mro__ }}", "line 1: access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ ''.__class__.__base__.__subclasses__() }}", "line 1: access to attribute '__class__'"),
        ("{{ new.append(1) }}{{ title }}", "line 1: access to attribute 'append' of 'list' object is unsafe"),
        ("{% include '/etc/passwd' %}", "line 1: "),
        ("{% include '../../../model.py' %}", "line 1: "),
        ("{% for n in range(30000) %}x{% endfor %}", "it gives more than 20,000 characters"),
        ("{% for n in range(99999) %}{% for m in range(99999) %}xxxx{% endfor %}{% endfor %}", "it gives more than"),
        ("{{ range(10 ** 9)|list }}", "line 1: OverflowError: Range too big"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "line 1: RecursionError: maximum recursion depth"),
    ],
)
def test_a_template_that_cannot_be_used_costs_no_alert_and_is_reported(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    template: str | bytes | None,
    reason: str,
) -> None:
    made = desk(tmp_path, template, copies=2)
    with caplog.at_level(logging.WARNING):
        told = messages(made)
    assert [title.split(" stands")[0] for title, _ in told] == [f"All of a text of first{n}.example" for n in (0, 1)]
    said = [record for record in caplog.records if record.message.startswith("own template passed over")]
    # A file that cannot be read is tried once; what does not render is said each time.
    assert len(said) == (1 if template is None or isinstance(template, bytes) else 2)
    fields = said[0].__dict__["fields"]
    assert fields["channel"] == "desk" and fields["reason"].startswith(reason), fields["reason"]
    assert "\n" not in fields["reason"] and len(fields["reason"]) <= 200
    assert examine(made.config, tmp_path / "none.db", file=tmp_path / "naskh.toml") == 1
    out = capsys.readouterr().out
    assert "FIX channel desk: template " in out and "cannot be used, the built-in words are: " in out
    problem = problem_of(str(tmp_path / "own.txt"), "en")
    assert problem is not None and problem.startswith(reason)


def test_the_doctor_says_that_a_template_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examine(desk(tmp_path, OWN).config, tmp_path / "none.db", file=tmp_path / "naskh.toml")
    assert "own.txt works" in capsys.readouterr().out
    assert problem_of(str(tmp_path / "own.txt"), "text") is None


def test_what_no_database_can_store_is_left_out(tmp_path: Path) -> None:
    [(title, text)] = messages(desk(tmp_path, '{{ "a\\ud800\\x00b" }}\n{{ "\\x1b[31m" }}red'))
    assert (title, text) == ("ab", "[31mred")


def test_a_long_message_of_its_own_is_sent_whole(tmp_path: Path) -> None:
    [(title, text)] = messages(desk(tmp_path, "title\n{% for n in range(9900) %}x {% endfor %}"))
    assert title == "title" and len(text) == 2 * 9900 - 1


def test_a_template_that_fails_at_one_alert_words_the_others(tmp_path: Path) -> None:
    made = desk(tmp_path, "{{ {1: 'x'}[text.id] }}{{ title }}", copies=2)
    assert [title[:4] for title, _ in messages(made)] == ["xAll", "All "]


def test_the_template_of_the_documentation_works(tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "alerts.md"
    source = page.read_text(encoding="utf-8").split("```jinja\n")[1].split("```")[0]
    (tmp_path / "own.txt").write_text(source, encoding="utf-8")
    source = read_template(str(tmp_path / "own.txt"))
    for told in cases().values():
        assert Wording(ZONE).worded_by(source, told, "ar").title
