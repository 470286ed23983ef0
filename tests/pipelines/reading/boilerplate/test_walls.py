"""Walls are no articles, in whatever language they speak; articles about such matters are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from read_pages import stories_of

from pipelines.reading.boilerplate.walls import PAYWALL, wall_in

OFFER = [
    "Only $2 for the first month, then $14 per month. Complete digital access on every device. Cancel anytime.",
    "$30 per month brings the printed paper to your door from Monday to Saturday, and the archive of forty years.",
    "More than a hundred thousand readers pay for what our reporters bring home from the valleys of the north.",
]
PLOUGHS = [
    "The council of the upper valley voted on Tuesday to buy a program that plans the work of the snow ploughs, "
    "after a winter in which two villages were cut off for three days and the crews were sent twice to one pass.",
    "The program reads the reports of the weather posts every ten minutes and proposes which plough should leave "
    "next. A person at the depot decides, and the reasons are written down to be looked at in the spring.",
    "Two members voted against it. They said that the money would have paid for a third plough, and that the men "
    "at the depot know the valley better than any weather post.",
]
TERMS = [
    "We and our {n} partners store cookies on your device and read from it, for which we ask your consent here; you "
    "may take the consent back in the privacy settings, where each partner says for how long your data is kept.",
] * 12


def _read(
    title: str, heading: str, paragraphs: list[str], *, head: str = "", more: str = ""
) -> tuple[bool, str | None]:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = (
        f'<html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><header><a href="/">Valley Post'
        f"</a></header><main><h1>{heading}</h1>{text}{more}</main><footer>Valley Post</footer></body></html>"
    )
    stories, reason = stories_of(page, fetched_at=datetime(2025, 3, 22, tzinfo=UTC), min_words=20)
    return bool(stories), reason


@pytest.mark.parametrize(
    ("heading", "paragraphs"),
    [
        ("Subscribe to unlock this article", OFFER),
        (
            "هذا المحتوى مخصص للمشتركين فقط",
            [
                "سجل الدخول أو اشترك الآن لمتابعة القراءة في أرشيف الصحيفة الذي يعود إلى أربعين سنة من أخبار الوادي.",
                "عشرة ريالات شهريا في السنة الأولى، ثم عشرون ريالا. يمكنك الإلغاء في أي وقت من صفحة حسابك على الموقع.",
                "قراءة بلا إعلانات على كل الأجهزة، ونشرة خاصة في كل صباح، ودعوات إلى لقاءات مع الكتاب والمحررين.",
            ],
        ),
        (
            "Cet article est réservé aux abonnés",
            [
                "Profitez de tous nos articles pour 1 euro le premier mois, puis 9 euros par mois, sans engagement.",
                "Déjà abonné ? Connectez-vous pour lire la suite de cet article et retrouver tous vos dossiers gardés.",
            ],
        ),
        (
            "Diesen Artikel weiterlesen",
            [
                "Lesen Sie alle Artikel im Probemonat für 1 Euro, danach kostet das Abo 12 Euro im Monat, jederzeit kündbar.",
                "Mit dem Abo lesen Sie die Zeitung schon am Abend vorher, auf allen Geräten und ohne Werbung im Text.",
            ],
        ),
        (
            "Contenido exclusivo para suscriptores",
            [
                "Suscríbete por 1 euro al mes durante el primer año y lee sin límites en todos tus dispositivos.",
                "¿Ya eres suscriptor? Inicia sesión para seguir leyendo este artículo y los demás de la edición de hoy.",
            ],
        ),
        (
            "Bu içerik abonelere özel",
            [
                "İlk ay 5 TL, sonra aylık 40 TL ile bütün haberlere sınırsız erişim. İstediğiniz zaman iptal edebilirsiniz.",
                "Zaten abone misiniz? Okumaya devam etmek için hesabınıza giriş yapın ve kaldığınız yerden sürdürün.",
            ],
        ),
        (
            "این مطلب ویژه مشترکان است",
            [
                "با پرداخت ماهانه صد هزار تومان همه مطالب روزنامه را بدون آگهی بخوانید و به بایگانی چهل ساله دسترسی داشته باشید.",
                "اگر مشترک هستید وارد حساب خود شوید تا ادامه این مطلب را بخوانید؛ اشتراک را هر زمان می‌توانید لغو کنید.",
            ],
        ),
    ],
)
def test_a_page_that_offers_a_subscription_is_a_paywall(heading: str, paragraphs: list[str]) -> None:
    assert _read("The dam is raised | Valley Post", heading, paragraphs) == (
        False,
        "no article text: a paywall or login",
    )


def test_offers_on_a_page_that_says_it_is_not_free_are_a_paywall() -> None:
    linked = '<script type="application/ld+json">{"@type":"WebPage","isAccessibleForFree":"False"}</script>'
    assert (
        _read("The dam is raised", "The dam is raised", OFFER, head=linked)[1] == "no article text: a paywall or login"
    )


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("عذرا، الصفحة غير موجودة - بريد الوادي", "404"),
        ("Page not found | Valley Post", "Sorry, page not found"),
        ("Seite nicht gefunden", "Seite nicht gefunden"),
        ("Valley Post", "Página no encontrada"),
    ],
)
def test_an_error_page_that_lists_other_stories_is_no_article(title: str, heading: str) -> None:
    listed = "".join(
        f'<article><h2><a href="/n/{n}">A bridge for the lower valley, part {n}</a></h2><p>The crews worked on pier {n} '
        "of the bridge through the whole of the winter, and the first carts may cross it in the month of May [...]</p>"
        "</article>"
        for n in range(30)
    )
    lost = "What you look for may have been moved. Try the search, or read the newest stories below."
    assert _read(title, heading, [lost], more=listed) == (False, "no article text: an error page")


@pytest.mark.parametrize("heading", ["We value your privacy", "The dam is raised"])
def test_a_long_wall_of_terms_is_a_wall(heading: str) -> None:
    paragraphs = [paragraph.format(n=n) for n, paragraph in enumerate(TERMS, start=100)]
    assert _read("The dam is raised", heading, paragraphs) == (False, "no article text: a consent wall")


@pytest.mark.parametrize(
    ("title", "heading", "words"),
    [
        (
            "Valley Post",
            "Just a moment...",
            "Valley Post needs to review the security of your connection before it goes on. ",
        ),
        ("لحظة من فضلك", "لحظة من فضلك", "جاري التحقق من أنك لست برنامجا آليا قبل المتابعة إلى موقع بريد الوادي. "),
        ("Un instant…", "Vérification de sécurité", "Vérifiez que vous êtes humain avant de poursuivre votre visite. "),
    ],
)
def test_a_challenge_is_a_wall(title: str, heading: str, words: str) -> None:
    assert _read(title, heading, [words * 3])[1] == "no article text: a challenge that asks for a browser or a person"


@pytest.mark.parametrize(
    ("heading", "more"),
    [
        ("Page not found: a painter collects dead links", "The page you were looking for is the name of her show."),
        ("Paywalls return to the valley's newspapers", "Subscribers pay $4 per month, and may cancel at any time."),
        ("Why newspapers ask you to subscribe to read", "A subscription costs $30 a year, and half of them lapse."),
        ("Cookies and your privacy: what the law changes", "Sites must ask for consent before they set cookies."),
        ("لماذا تختفي الصفحات: مشروع فني عن خطأ 404", "تقول الفنانة إن عبارة الصفحة غير موجودة هي عنوان المعرض."),
        ("Oops", "The mayor said so twice when the plough left the road."),
    ],
)
def test_an_article_about_such_matters_is_an_article(heading: str, more: str) -> None:
    assert _read(f"{heading} | Valley Post", heading, [PLOUGHS[0], more, *PLOUGHS[1:]]) == (True, None)


def test_a_form_to_log_in_does_not_make_a_wall_of_an_article() -> None:
    form = "<div class='modal'><h1>Log in</h1><p>Create a free account.</p></div>"
    assert _read("Ploughs by the program", "Ploughs by the program", PLOUGHS, more=form) == (True, None)


def test_a_short_article_that_is_not_free_is_an_article() -> None:
    linked = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    assert _read("Ploughs by the program", "Ploughs by the program", PLOUGHS[:2], head=linked) == (True, None)


@pytest.mark.parametrize(
    "offer", ["ABONELERE ÖZEL: İSTEDİĞİNİZ ZAMAN İPTAL", "Abonelere özel: istediğiniz zaman iptal"]
)
def test_a_turkish_wall_is_known_in_capitals_too(offer: str) -> None:
    assert wall_in(f"{offer} edebilirsiniz.", None) == PAYWALL
