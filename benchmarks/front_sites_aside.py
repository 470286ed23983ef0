"""Front pages that are kept aside: written before the rule was last changed, never looked at while it was tuned."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from benchmarks.front_sheet import FrontPage, Sheet, headlines, pages, slug


def newsletter_platform() -> Sheet:
    """/p/title is a piece and /p/title/comments its comments; /s/ has sections, /t/ tags, /@name people."""
    sheet = Sheet("https://letters.example/", newsletter_platform.__doc__ or "")
    menu = [
        ("/archive", "Archive"),
        ("/about", "About"),
        ("/s/machines-and-work", "Machines and work"),
        ("/s/sea", "Sea"),
    ]
    sheet.put("<div class='main-menu'>", sheet.others_in(menu), "</div>")
    for n, title in enumerate(headlines(21, start=33)):
        href = f"/p/{slug(title, most=4)}"
        sheet.put(
            f"<div class='post'>{sheet.article(href, title)}<p>{sheet.article(href, 'A line on it, in grey')}</p>"
        )
        sheet.put(
            sheet.other(f"/@writer{n % 4}", ("Layla Haddad", "Karim", "Nour Saleh", "The board of letters")[n % 4])
        )
        sheet.put(sheet.other(f"{href}/comments", f"{n * 3} comments"), "</div>")
    tags = [(f"/t/{slug(words)}", words) for words in ("Chips", "Data centres", "Voice", "Law of machines", "Schools")]
    sheet.put("<div>", sheet.others_in(tags), sheet.other("/recommendations", "What we read ourselves"), "</div>")
    return sheet


def nodes_and_terms() -> Sheet:
    """/node/5512 is a piece, /taxonomy/term/55 a topic, /user/12 a person; some pieces have a path of their own."""
    sheet = Sheet("https://union.example/", nodes_and_terms.__doc__ or "", "ar")
    titles = headlines(40, arabic=True)
    terms = ("الذكاء الاصطناعي", "مراكز البيانات", "حقوق العاملين في القطاع", "المدارس")
    sheet.put(
        "<ul class='menu'>",
        sheet.others_in([("/home", "الرئيسية"), ("/contact", "اتصل بنا"), ("/join-the-union-today", "انضم")]),
        "</ul>",
    )
    for n, title in enumerate(titles[:24]):
        href = f"/content/{slug(title)}" if n % 4 == 3 else f"/node/{5512 - n}"
        sheet.put(f"<div class='views-row'><span>{sheet.article(href, title)}</span>")
        sheet.put(
            sheet.other(f"/taxonomy/term/{55 + n % 4}", terms[n % 4]), sheet.other(f"/user/{12 + n % 3}", "ليلى حداد")
        )
        sheet.put(sheet.article(href, "اقرأ المزيد"), "</div>")
    sheet.put("<div>", sheet.others_in([(f"/?page={n}", str(n + 1)) for n in range(1, 6)]), "</div>")
    events = [(f"/event/{300 + n}", f"ندوة: {title}") for n, title in enumerate(titles[30:35])]
    sheet.put("<div>", sheet.others_in(events), "</div>")
    return sheet


def asked_by_key() -> Sheet:
    """/story?uuid=… is a piece; /channel?code=, /topic?name= and /day?date=20261127 are not."""
    sheet = Sheet("https://wire.example/front", asked_by_key.__doc__ or "")
    channels = [
        (f"/channel?code={code}", name)
        for code, name in (("W1", "World"), ("T7", "Technology and science"), ("M2", "Money"))
    ]
    sheet.put("<header>", sheet.others_in(channels), "</header>")
    for title in headlines(26, start=55):
        href = f"/story?uuid={uuid5(NAMESPACE_URL, title)}"
        sheet.put(f"<section><h4>{sheet.article(href, title)}</h4>")
        sheet.put(sheet.other(f"/topic?name={slug(title, most=2)}", " ".join(title.split()[:2])), "</section>")
    days = [
        (f"/day?date=202611{day}", f"Everything that we sent on Friday, {day} November 2026") for day in range(20, 27)
    ]
    sheet.put("<aside>", sheet.others_in(days), "</aside>")
    return sheet


def aside() -> list[FrontPage]:
    return list(pages((newsletter_platform, nodes_and_terms, asked_by_key)))
