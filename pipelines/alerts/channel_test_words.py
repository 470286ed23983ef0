"""What the message of `naskh alerts test` says. Pure."""

from __future__ import annotations

from datetime import datetime

from config.alerts import Language
from pipelines.text.direction import directed, isolated


def channel_test_words(channel: str, language: Language, *, now: datetime) -> tuple[str, str]:
    """The title and the text of a message that says it is a test."""
    when = f"{now:%Y-%m-%d}", f"{now:%H:%M} UTC"
    if language == "ar":
        named = isolated(channel, "rtl")
        text = (
            f"هذه رسالة لتجربة القناة {named}، أُرسلت يوم {when[0]} الساعة {isolated(when[1], 'rtl')} بالأمر\n"
            "naskh alerts test\nلا خبر فيها عن نسخة، ولا شيء مطلوب منك."
        )
        return "رسالة تجريبية من نسخ", directed(text, "rtl")
    return (
        "Test message of Naskh",
        f"This tests the channel {channel}: `naskh alerts test` sent it on {when[0]} at {when[1]}.\n"
        "It reports no copy, and there is nothing to do.",
    )
