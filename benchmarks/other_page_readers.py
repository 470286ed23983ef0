"""Two more readers of a page, where they are installed, as `make bench-pages` does: newspaper4k and resiliparse.

They are no requirements of ours, as nothing but one table needs them. Scores nothing.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any

from trafilatura.utils import decode_file

from benchmarks.page_reading import Reading
from benchmarks.saved_pages import SavedPage


def newspaper4k(page: SavedPage) -> Reading:
    """Its defaults, without pictures. It knows the language only where the page names it. Korean wants data of nltk
    that no package has, Hindi and others want further packages: of such pages it gives nothing.
    """
    newspaper: Any = _imported("newspaper")
    article = newspaper.Article(page.url, fetch_images=False)
    try:
        article.download(input_html=decode_file(page.body)).parse()
    except (newspaper.exceptions.ArticleException, ImportError, LookupError, ValueError, TypeError, AttributeError):
        return Reading(text="", stories=0)
    when = article.publish_date if isinstance(article.publish_date, datetime) else None
    return Reading(
        text=article.text,
        title=article.title or None,
        authors=tuple(article.authors),
        when=None if when is None else when.isoformat(),
        day=None if when is None else when.date().isoformat(),
        language=article.meta_lang or None,
    )


def resiliparse(page: SavedPage) -> Reading:
    """Its main content as plain text, by its own encoding detection. It has a title, and no other facts."""
    parse: Any = _imported("resiliparse.parse.html")
    extract: Any = _imported("resiliparse.extract.html2text")
    encoding: Any = _imported("resiliparse.parse.encoding")
    tree = parse.HTMLTree.parse_from_bytes(page.body, encoding.detect_encoding(page.body))
    text = extract.extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)
    return Reading(text=text, title=tree.title or None)


def installed_readers() -> dict[str, Callable[[SavedPage], Reading]]:
    """Those of the two that can be imported, by name."""
    found: dict[str, Callable[[SavedPage], Reading]] = {}
    for name, module, read in (
        ("newspaper4k", "newspaper", newspaper4k),
        ("resiliparse", "resiliparse.extract.html2text", resiliparse),
    ):
        try:
            _imported(module)
        except ImportError:
            continue
        found[name] = read
    return found


def _imported(name: str) -> Any:
    with warnings.catch_warnings():
        # newspaper4k warns of languages that it cannot cut into words.
        warnings.simplefilter("ignore")
        return importlib.import_module(name)
