"""What each grade of a source or page means, in words for people. Pure; docs/visiting.md has them at length."""

from __future__ import annotations

from config.alerts import Language
from model import Grade

_WORDS: dict[Language, dict[Grade, str]] = {
    "en": {
        "working": "articles with text come in",
        "silent": "answers, but names nothing new",
        "empty": "answers, but lists nothing",
        "no_text": "names pages, but no text is found on them",
        "gone": "nothing is at this address any more",
        "unauthorized": "the site asks for a login",
        "forbidden": "the site refuses this program",
        "challenge": "the site lets only browsers in",
        "paywall": "the site lets only subscribers read",
        "robots": "robots.txt forbids it",
        "reserved": "the site reserves its texts against text mining or AI",
        "rate_limited": "the site asks for fewer requests",
        "server_error": "the server of the site has a fault",
        "http_error": "the site answers with an error",
        "timeout": "the site does not answer in time",
        "unreachable": "the site cannot be reached",
        "bad_certificate": "the certificate of the site is not valid",
        "broken_answer": "the answer breaks off, or is damaged",
        "too_large": "the answer is too large",
        "not_a_feed": "what is at this address is not a feed",
        "not_a_sitemap": "what is at this address is not a sitemap",
        "not_a_page": "what is at this address is not a web page",
        "elsewhere": "the address leads elsewhere",
        "private": "the address is in a private network",
        "unreadable": "it could not be read within the limits of time and memory",
        "interrupted": "the visit was interrupted",
        "internal_error": "an error in Naskh",
    },
    "ar": {
        "working": "ترد مواد لها نصوص",
        "silent": "يجيب، ولا جديد فيه",
        "empty": "يجيب، ولا يسرد شيئًا",
        "no_text": "يسرد صفحات، ولا نص فيها",
        "gone": "لم يعد في هذا العنوان شيء",
        "unauthorized": "يطلب الموقع تسجيل الدخول",
        "forbidden": "يرفض الموقع هذا البرنامج",
        "challenge": "لا يستقبل الموقع إلا المتصفحات",
        "paywall": "لا يتيح الموقع القراءة إلا للمشتركين",
        "robots": "يمنعه ملف robots.txt",
        "reserved": "يحفظ الموقع نصوصه من التنقيب الآلي أو الذكاء الاصطناعي",
        "rate_limited": "يطلب الموقع تقليل الطلبات",
        "server_error": "في خادم الموقع عطل",
        "http_error": "يجيب الموقع بخطأ",
        "timeout": "لا يجيب الموقع في الوقت المحدد",
        "unreachable": "يتعذر الوصول إلى الموقع",
        "bad_certificate": "شهادة الموقع غير صالحة",
        "broken_answer": "الجواب منقطع أو تالف",
        "too_large": "الجواب أكبر مما يقبل",
        "not_a_feed": "ليس في هذا العنوان خلاصة",
        "not_a_sitemap": "ليس في هذا العنوان خريطة موقع",
        "not_a_page": "ليس في هذا العنوان صفحة",
        "elsewhere": "يقود العنوان إلى مكان آخر",
        "private": "العنوان في شبكة خاصة",
        "unreadable": "تعذرت قراءته ضمن حدود الوقت والذاكرة",
        "interrupted": "قطعت الزيارة",
        "internal_error": "خطأ في نسخ",
    },
}


def grade_words(grade: Grade, language: Language = "en") -> str:
    """What a grade means, as a clause without a full stop."""
    return _WORDS[language][grade]
