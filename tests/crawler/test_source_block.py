"""A source is taken out of a naskh.toml, and nothing else."""

from __future__ import annotations

import tomllib

import pytest

from crawler.init_file import initial_config
from crawler.source_block import without_source

BEFORE = """# what I watch
topic = "all"
[[outlet]]
name = "جريدة"

# the paper's feed
[[source]]
url = "https://one.example/feed" # every morning
outlet = "جريدة"

# the next one
[[ source ]]
url = 'https://two.example/feed'
links = '''
[[source]]
'''

[crawl]
contact = "me@example.org"
"""


@pytest.mark.parametrize("url", ["https://one.example/feed", "https://two.example/feed"])
def test_only_the_table_goes(url: str) -> None:
    left = without_source(BEFORE, url)
    if "two" in url:
        # A table that cannot be told from its text is left to its owner.
        assert left is None
        return
    assert left is not None
    assert "one.example" not in left and "# the next one" in left and "# the paper's feed" in left
    before, after = tomllib.loads(BEFORE), tomllib.loads(left)
    assert after == {**before, "source": before["source"][1:]}


def test_a_file_that_naskh_wrote_loses_one_source_after_the_other() -> None:
    text = initial_config(my_site="https://mine.example")
    for source in tomllib.loads(text)["source"]:
        left = without_source(text, source["url"])
        assert left is not None
        assert len(text) - len(left) < 400
        text = left
    assert "source" not in tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        'source = [{url = "https://one.example/feed"}]\n',
        "[[outlet]]\nname = 'x'\n",
        '[[source]]\nurl = "https://other/"\n',
    ],
)
def test_what_is_written_otherwise_is_left(text: str) -> None:
    assert without_source(text, "https://one.example/feed") is None
