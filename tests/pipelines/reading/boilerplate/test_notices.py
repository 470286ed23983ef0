"""What an outlet says to its reader inside an article is cut out; what a piece says about such matters stays."""

from __future__ import annotations

import pytest
from read_pages import stories_of

from model import Story

GATES = {
    "en": "<div><h2>Keep reading for £1 a week</h2><p>This story is for subscribers. Choose a plan and read every report and "
    "puzzle on all your devices.</p><ul><li>Digital edition from 5 am</li></ul><p>Already a subscriber? <a>Sign in</a></p></div>",
    "en, in other words": "<div><h2>This is premium content</h2><p>Unlock it with a day pass or an annual plan. Your support "
    "pays for local reporters.</p><p>Log in / Join</p></div>",
    "fr": "<section><p><b>Il vous reste 78 % de cet article à découvrir.</b></p><p>La suite est réservée aux abonnés. "
    "Abonnez-vous dès 1 € par mois.</p><p>Déjà abonné ? Se connecter</p></section>",
    "de": "<div><h3>Sie möchten weiterlesen?</h3><p>Mit dem Digital-Abo lesen Sie diesen und alle weiteren Beiträge sofort. Die "
    "ersten vier Wochen sind gratis.</p><p>Schon Kunde? Zum Login</p></div>",
    "es": "<div><p>Este artículo es solo para socios</p><p>Únete a nuestra comunidad por 4 euros al mes y lee sin publicidad. "
    "Puedes darte de baja cuando quieras.</p><p>Soy socio, entrar</p></div>",
    "ar": "<div><p>بقي لك مقالان مجانيان هذا الشهر</p><p>انضم إلى أسرة المشتركين بثلاثة دولارات في الشهر واقرأ بلا حدود وبلا "
    "إعلانات.</p><p>لدي اشتراك، أريد الدخول</p></div>",
    "fa": "<div><p>این گزارش برای کاربران عضو منتشر شده است</p><p>برای دسترسی به همه گزارش‌ها عضویت رایگان بگیرید. اگر عضو هستید "
    "وارد شوید.</p></div>",
}
OTHERS = {
    "newsletter": "<p><em>Enjoying this story? Sign up for our free daily newsletter and get the best of the county in your inbox. "
    "You can unsubscribe at any time.</em></p>",
    "newsletter, in other words": "<aside><p>Get our best stories by email</p><p>Every Friday we send you the pieces we are "
    "proudest of. No spam, ever.</p></aside>",
    "video": "<div><p>An dieser Stelle finden Sie ein Video von YouTube. Um es anzusehen, müssen Sie der Übermittlung Ihrer Daten an "
    "Dritte zustimmen. Sie können das jederzeit widerrufen.</p></div>",
    "comments": "<div><h3>شروط التعليق</h3><p>عدم الإساءة للكاتب أو للأشخاص أو للمقدسات، والابتعاد عن التحريض الطائفي والشتائم. لا "
    "تعبر التعليقات إلا عن رأي أصحابها.</p></div>",
    "comments, in French": "<div><h3>Réagir à cet article</h3><p>Pour déposer un commentaire, vous devez être connecté. Restez "
    "courtois : tout message injurieux sera supprimé par nos modérateurs.</p></div>",
}
LINES = [
    "The last steam crane of the eastern quay was floated to the museum on Friday morning, when the tide stood high.",
    "Two tugs pulled the barge past the fish market, and a brass band on the pier played until it was out of sight.",
    "The crane had unloaded coal for seventy years, then bananas for twelve, and at last nothing but pigeons.",
    "Its driver, who is ninety, blew the whistle once more and said that the lever was stiffer than he remembered.",
]
DECLARED = (
    '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Crane leaves its quay",'
    '"isAccessibleForFree":"False","hasPart":[{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".more"}]}'
    "</script>"
)


def read(inside: str, *, head: str = "", title: str = "Crane leaves its quay") -> tuple[list[Story], str | None]:
    body = f"<main><article><h1>{title}</h1>{inside}</article></main>"
    page = (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"
    )
    return stories_of(page, url="https://paper.example/crane")


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def text_from(story: Story) -> str | None:
    return dict(story.origins_of).get("text")


@pytest.mark.parametrize("box", GATES.values(), ids=GATES)
def test_a_box_below_a_sentence_leaves_a_page_behind_a_paywall(box: str) -> None:
    assert read(paragraphs(LINES[:1]) + box) == ([], "no article text: a paywall or login")


@pytest.mark.parametrize("box", GATES.values(), ids=GATES)
def test_a_box_below_a_longer_beginning_is_cut_and_noted(box: str) -> None:
    [story], _ = read(paragraphs(LINES) + box)
    assert story.text.split("\n\n") == LINES
    assert text_from(story) == "the page's own markup, read by trafilatura; the rest stands behind a paywall or login"


@pytest.mark.parametrize(
    "lines",
    [
        [
            "We pulled her past the fish market, said the captain of the first tug, and the brass band on the pier played for "
            "us until we were out of sight, as it did when she came seventy years ago.",
            "You hear nothing but pigeons on our quay now, her driver answered, who is ninety and blew the whistle once more "
            "although the lever was much stiffer than he remembered it from his last day at work.",
        ],
        [
            "رافقنا الرافعة القديمة حتى سوق السمك كما قال قبطان القاطرة الأولى لدينا، وعزفت الفرقة النحاسية على الرصيف إلى أن غابت "
            "عن الأنظار بعد سبعين سنة من العمل في المرفأ الشرقي.",
            "وقال سائقها الذي بلغ التسعين إنه أطلق صافرتها مرة أخيرة صباح الجمعة، مع أن المقبض صار أقسى مما يذكر من آخر يوم له في "
            "العمل، وإن لديك هنا ما يستحق الزيارة.",
        ],
    ],
    ids=["en", "ar"],
)
@pytest.mark.parametrize("box", GATES.values(), ids=GATES)
def test_a_short_beginning_in_one_element_with_the_wall_below_it_is_no_box(box: str, lines: list[str]) -> None:
    [story], _ = read(f"<div>{paragraphs(lines)}{box}</div>")
    assert story.text.split("\n\n") == lines


@pytest.mark.parametrize(
    "paragraph",
    [
        "The fare is for subscribers of the tram, and whoever bought a yearly card last spring pays nothing more. A boat will "
        "take them over the river as well, which is for subscribers of the ferry alone until the bridge opens in May.",
        "وأوضحت شركة المياه أن الخصم متاح في المدن كلها حتى نهاية العام، إذ يمكن للمشتركين دفع الفاتورة على أربع مرات. ويحق "
        "للمشتركين الجدد أن يطلبوا عدادا حديثا يقرأ من بعد من دون رسم، على أن يركب خلال شهر.",
    ],
    ids=["en", "ar"],
)
def test_a_paragraph_that_says_the_same_word_twice_calls_nobody(paragraph: str) -> None:
    [story], _ = read(paragraphs([*LINES[:2], paragraph, *LINES[2:]]))
    assert paragraph in story.text.split("\n\n")


@pytest.mark.parametrize("box", [*GATES.values(), *OTHERS.values()], ids=[*GATES, *OTHERS])
def test_a_box_inside_a_piece_is_cut_and_the_piece_goes_on(box: str) -> None:
    [story], _ = read(paragraphs(LINES[:2]) + box + paragraphs(LINES[2:]))
    assert story.text.split("\n\n") == LINES
    assert text_from(story) == "the page's own markup, read by trafilatura"


def test_a_piece_about_subscriptions_and_cookies_stays_whole() -> None:
    lines = [
        "The monthly Fells and Dales has dropped its paywall after a vote in which nine of ten subscribers would pay anyway.",
        "Members who had paid for a year were offered their money back, and most told the magazine to keep it.",
        "Registration will stay free and optional, said the editor, and no one will be asked to log in to read the weather.",
        "Readers accept cookies without reading, a study found: they give their consent in less than a second.",
    ]
    [story], _ = read(f"<div>{paragraphs(lines[:2])}</div><div>{paragraphs(lines[2:])}</div>")
    assert story.text.split("\n\n") == lines


def test_what_a_page_declares_as_not_free_is_cut_where_it_is_a_box_and_stays_where_it_is_the_piece() -> None:
    box = "<div class='more'><p>Good to have you here.</p><p>Choose a plan and read on.</p></div>"
    [story], _ = read(paragraphs(LINES) + box, head=DECLARED)
    assert story.text.split("\n\n") == LINES
    [story], _ = read(f"{paragraphs(LINES[:2])}<div class='more'>{paragraphs(LINES[2:])}</div>", head=DECLARED)
    assert story.text.split("\n\n") == LINES


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "Must your customers book a further package for this, and what will it cost?",
            "Yes, but we want to keep it flexible: our customers may take it for a month and cancel at any time, or buy a box "
            "together with it. We name our prices as late as we can and as early as we must, and we hope that you like them.",
        ),
        (
            "Müssen Ihre Kunden dafür ein weiteres Paket buchen, und was kostet es?",
            "Ja, aber wir wollen flexibel bleiben: Unser Paket ist monatlich kündbar oder kommt mit einem Gerät für ein Jahr. "
            "Unsere Preise nennen wir so spät wie möglich und so früh wie nötig, und wir hoffen, dass sie Ihnen gefallen.",
        ),
        (
            "هل على مشتركيكم أن يحجزوا باقة أخرى لذلك، وكم سيكلفهم الاشتراك؟",
            "نعم، لكن الاشتراك عندنا مرن: يستطيع كل مشترك من مشتركينا الإلغاء في أي وقت خلال الشهر الأول من الاشتراك، أو أن يشتري "
            "مع الاشتراك جهازا لسنة كاملة. وسنعلن أسعار الاشتراك في أقرب وقت، ونأمل أن يعجبك ما في اشتراكك الجديد لدينا.",
        ),
    ],
    ids=["en", "de", "ar"],
)
def test_an_answer_in_an_interview_is_no_box(question: str, answer: str) -> None:
    talk = f"<p>{question}<br>{answer}</p>"
    stories, _ = read(f"{paragraphs(LINES)}{talk}{paragraphs(LINES[::-1])}")
    assert question in stories[0].text
    assert answer in stories[0].text


@pytest.mark.parametrize(
    ("says", "calls"),
    [
        (
            "Every {} our desk of {} writes to you",
            "Sign up for our free newsletter and get it in your inbox. You can unsubscribe at any time.",
        ),
        (
            "تكتب إليكم كل {} أسرة {}",
            "اشترك في نشرتنا البريدية المجانية لتصلك إلى بريدك الإلكتروني. يمكنك إلغاء الاشتراك في أي وقت.",
        ),
    ],
)
def test_a_page_about_an_outlets_newsletters_is_made_of_them(says: str, calls: str) -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    desks = [f"{day} {n}" for day in days for n in (1, 2)]
    boxes = "".join(f"<div><h3>{says.format(desk, desk)}</h3><p>{calls}</p></div>" for desk in desks)
    [story], _ = read(f"<p>{LINES[0]}</p>{boxes}", title="Our newsletters")
    assert story.text.count(calls) >= len(desks) // 2


CONSENT = {
    "de": "Wir und unsere {} Partner speichern Informationen wie Cookies auf Ihrem Gerät und messen, wie Anzeigen wirken.",
    "es": "Nosotros y nuestros {} socios guardamos en su equipo datos como las cookies, y medimos el efecto de los anuncios.",
    "ar": "نحفظ نحن وشركاؤنا البالغ عددهم {} ملفات تعريف الارتباط على جهازك، ونقيس أثر الإعلانات التي تراها.",
}


@pytest.mark.parametrize("language", CONSENT)
@pytest.mark.parametrize("dialog", ['role="dialog"', 'role="alertdialog"', 'aria-modal="true"'])
def test_a_long_dialog_that_asks_for_consent_is_no_text(language: str, dialog: str) -> None:
    asks = "".join(f"<p>{CONSENT[language].format(n)}</p>" for n in range(100, 130))
    stories, _ = read(f"<div {dialog}><div>{asks}<button>OK</button></div></div>{paragraphs(LINES)}")
    assert [story.text for story in stories] == ["\n\n".join(LINES)]


def test_a_page_that_is_only_such_a_dialog_is_a_consent_wall() -> None:
    asks = "".join(f"<p>{CONSENT['de'].format(n)}</p>" for n in range(100, 130))
    stories, reason = read(f"<div role='dialog'>{asks}</div>")
    assert not stories
    assert reason is not None
    assert "consent" in reason


LETTERS = {
    "de": ("Newsletter abonnieren", "Das Wichtigste vom Hafen, jeden Morgen per E-Mail. Abmeldung jederzeit möglich.", "Anmelden"),
    "pt": ("Assine a newsletter", "Receba todas as manhãs as principais notícias do porto no seu e-mail.", "Assinar"),
    "id": ("Langganan buletin", "Dapatkan kabar terpenting dari pelabuhan setiap pagi di kotak surat Anda.", "Daftar"),
    "pl": ("Zapisz się do newslettera", "Najważniejsze wieści z portu każdego ranka w twojej skrzynce.", "Zapisz się"),
    "he": ("הירשמו לניוזלטר", "קבלו את החדשות החשובות מן הנמל בכל בוקר ישר לתיבת הדואר.", "הרשמה"),
    "tr": ("Bültene abone olun", "Limandan günün en önemli haberleri her sabah erkenden e-posta kutunuzda.", "Abone ol"),
    "vi": ("Đăng ký nhận bản tin", "Nhận tin quan trọng nhất từ cảng mỗi sáng qua thư điện tử.", "Đăng ký"),
    "ja": ("メールマガジンに登録", "港の主なニュースを毎朝メールマガジンでお届けします。", "登録する"),
}  # fmt: skip


@pytest.mark.parametrize("language", LETTERS)
def test_letters_by_mail_are_offered_in_more_languages(language: str) -> None:
    title, offer, button = LETTERS[language]
    box = f"<div class='x7'><p>{title}</p><p>{offer}</p><a href='/letters'>{button}</a></div>"
    stories, _ = read(f"{paragraphs(LINES[:2])}{box}{paragraphs(LINES[2:])}")
    assert [story.text for story in stories] == ["\n\n".join(LINES)]
