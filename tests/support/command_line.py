"""What the tests of the command stand on: a folder to work in, and three articles of which one is a copy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from patience import PATIENCE_SECONDS
from places import ROOT

from cli import main

ORIGINAL = """أعلنت هيئة التعليم في مدينة الساحل أنها ستجرب مساعدا يعمل بالذكاء الاصطناعي في عشرين مدرسة.
وقالت مديرة البرنامج هدى الشامي إن المعلمين سيراجعون كل إجابة قبل أن تصل إلى التلاميذ. وأضافت أن النموذج اللغوي
دُرّب على كتب مدرسية راجعها أساتذة، وأنه لا يحفظ أسماء الطلاب ولا أصواتهم. ويبدأ التجريب في الأسبوع الأول من تشرين
ويستمر حتى عطلة الشتاء، ثم تنشر الهيئة تقريرا عن أثره في القراءة والحساب. وحذر خبراء من الاعتماد الكامل على الآلة
في تصحيح الواجبات، وطالبوا بأن تبقى الكلمة الأخيرة للمعلم في كل صف."""
SAME_BUT_END = ORIGINAL.replace("في كل صف", "وحده") + " وتابع الأهالي الخبر باهتمام كبير."
ENGLISH = """The harbour council has hired two AI agents to answer letters about parking, and the first week brought
four hundred replies. A clerk reads each answer before it leaves the building, because one of the programs had promised
a resident a second car park behind the library. The council says the trial costs less than a new desk, that nobody will
lose a job over it, and that it ends in June unless the residents ask for more of the same."""
FORMULA = '=HYPERLINK("http://evil.example/","open")'
IRI = "https://waraq.example/%D8%AE%D8%A8%D8%B1/%D9%85%D8%AF%D8%B1%D8%B3%D8%A9"

RECORDS: list[dict[str, Any]] = [
    {
        "url": IRI,
        "title": "مدارس الساحل تجرب مساعدا ذكيا",
        "text": ORIGINAL,
        "outlet": "ورق",
        "date": "2025-03-20T08:00:00Z",
    },
    {
        "url": "https://sada.example/n/77",
        "title": "مساعد ذكي في عشرين مدرسة على الساحل",
        "text": SAME_BUT_END,
        "outlet": "صدى الميناء",
        "date": "2025-03-20T11:30:00Z",
    },
    {"url": "https://ledger.example/agents", "title": FORMULA, "text": ENGLISH, "outlet": "The Ledger"},
]

LISTS = ("outlets", "sources", "visits", "pages", "articles", "copies", "clusters", "alerts")
ARTICLE_FIELDS = [
    "id", "url", "canonical_url", "outlet", "carrier", "source", "title", "authors", "language", "published_at",
    "published_offset", "published_day", "first_seen_at",
    "words", "position", "cluster", "credits", "topic",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to work in, as the current one."""

    path: Path

    def naskh(self, *arguments: str, stdin: bytes | None = None, columns: int = 80) -> Result:
        runner = CliRunner(env={"COLUMNS": str(columns), "LC_ALL": "C"})
        return runner.invoke(main, [str(argument) for argument in arguments], input=stdin)

    def said(self, *arguments: str, columns: int = 80) -> str:
        """What a command that must succeed writes to stdout."""
        result = self.naskh(*arguments, columns=columns)
        assert result.exit_code == 0, result.output
        return result.stdout

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return list(json.loads(self.said(*arguments, "--format", "json")))

    def process(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=self.path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})},
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            **options,
        )


def naskh(*arguments: str | Path) -> Result:
    """What the command says in the current folder."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def write_records(path: Path, records: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def one_sentence(result: Result, *, status: int, about: str) -> None:
    """A failure is reported in one line on stderr, and nothing else."""
    assert result.exit_code == status, (result.exit_code, result.output, result.exception)
    assert result.stdout == ""
    last = result.stderr.strip().splitlines()[-1]
    assert about in last, result.stderr
    assert "Traceback" not in result.stderr
