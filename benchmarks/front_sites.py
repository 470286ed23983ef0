"""Ten made front pages with different habits of address, for tuning; those kept aside are elsewhere."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from benchmarks.front_sheet import FrontPage, Sheet, headlines, pages, slug


def arabic_slugs() -> Sheet:
    """Percent-encoded Arabic slugs at the root, for articles, sections and pages alike."""
    sheet = Sheet("https://almersad.example/", arabic_slugs.__doc__ or "", "ar")
    sections = ("اقتصاد وأعمال", "تقنية", "علوم وبيئة وصحة", "رأي", "حول العالم العربي")
    sheet.put("<nav>", sheet.others_in([(f"/{slug(name)}/", name) for name in sections]), "</nav><main>")
    titles = headlines(34, arabic=True)
    for n, title in enumerate(titles):
        if n % 7 == 0:
            name = sections[n // 7]
            sheet.put(f"<h2>{sheet.other(f'/{slug(name)}/', name)}</h2>")
        # Some are called by two words.
        href = (
            f"/{slug(title, most=2 if n % 6 == 5 else 9)}/"
            if n % 6 != 5
            else f"/{slug(title.split(': ')[1], most=2)}-{n}/"
        )
        sheet.put(f"<article><h3>{sheet.article(href, title)}</h3></article>")
    sheet.put("</main><footer>")
    foot = ("من نحن", "اتصل بنا", "شروط استخدام الموقع وسياسة الخصوصية", "انضم إلى فريق التحرير في المرصد", "أعلن معنا")
    sheet.put(sheet.others_in([(f"/{slug(words)}/", words) for words in foot]), "</footer>")
    return sheet


def query_ids() -> Sheet:
    """news.php?id=4711 is an article; section.php?id=12, album.php?id=812, writer.php?id=44 and print.php are not."""
    sheet = Sheet("http://www.sahel.example/index.php", query_ids.__doc__ or "", "ar")
    names = ("محليات", "الاقتصاد والمال", "علوم وتكنولوجيا", "كتاب الصحيفة", "رياضة")
    sheet.put(
        "<table><tr><td>",
        sheet.others_in([(f"section.php?id={n}", w) for n, w in enumerate(names, 11)]),
        "</td></tr></table>",
    )
    for n, title in enumerate(headlines(30, arabic=True)):
        href = f"news.php?id={4711 - n}"
        sheet.put(
            f"<table><tr><td>{sheet.article(href, inside='<img src=x.jpg>')}</td><td>{sheet.article(href, title)}<br>"
        )
        if n % 4 == 0:
            sheet.put(sheet.other(f"writer.php?id={44 + n}", "بقلم الدكتورة ليلى حداد أستاذة علوم الحاسوب"))
            sheet.put(sheet.other(f"print.php?id={4711 - n}", "نسخة للطباعة"))
        sheet.put("</td></tr></table>")
    albums = headlines(6, start=60, arabic=True)
    sheet.put(
        "<div>",
        sheet.others_in([(f"album.php?id={812 + n}", f"صور: {words}") for n, words in enumerate(albums)]),
        "</div>",
    )
    polls = [(f"poll.php?id={70 + n}", "هل تثق في إجابات الآلة؟ شارك في الاستطلاع") for n in range(3)]
    sheet.put(
        "<div>", sheet.others_in([*polls, ("page.php?id=2", "من نحن"), ("index.php?lang=en", "English")]), "</div>"
    )
    return sheet


def dated_paths() -> Sheet:
    """/2026/11/27/slug beside archives of days and months, podcasts, galleries and a live blog."""
    sheet = Sheet("https://www.ledger.example/", dated_paths.__doc__ or "")
    menu = [(f"/{name}", name.title()) for name in ("world", "business", "technology", "opinion", "podcasts", "photos")]
    sheet.put("<header><nav>", sheet.others_in(menu), "</nav></header><main>")
    titles = headlines(60)
    sheet.put(
        "<h1>",
        sheet.article("/live/2026/11/27/harbour-vote-latest", "Harbour vote: follow it live as the counting goes on"),
        "</h1>",
    )
    for n, title in enumerate(titles[:26]):
        href = f"/2026/11/{27 - n // 9}/{slug(title, most=5)}"
        sheet.put(f"<div class='card'>{sheet.article(href, title)}</div>")
    for n, title in enumerate(titles[30:36]):
        sheet.put(f"<div>{sheet.other(f'/podcasts/2026/11/{20 + n}/{slug(title)}', f'Listen: {title}')}</div>")
    for n, title in enumerate(titles[36:43]):
        sheet.put(f"<div>{sheet.other(f'/photos/2026/11/{20 + n}/{slug(title)}', title)}</div>")
    days = [(f"/2026/11/{day:02}", f"All stories of {day} November") for day in range(20, 28)]
    months = [(f"/2026/{month:02}/", f"The archive of month {month} of the year 2026") for month in range(1, 11)]
    sheet.put("</main><aside>", sheet.others_in([*days, *months]), "</aside>")
    sheet.put(
        "<footer>",
        sheet.others_in([("/corrections-and-clarifications-policy", "Corrections and clarifications policy")]),
        "</footer>",
    )
    return sheet


def section_slug_id() -> Sheet:
    """/world/slug-123456 is an article; /topic/slug-4567 and /staff/name-331 end alike."""
    sheet = Sheet("https://courier.example/", section_slug_id.__doc__ or "")
    sections = ("world", "economy", "science", "culture", "sport")
    sheet.put(
        "<ul class='menu'><li>",
        sheet.others_in([(f"/{s}/", s.title()) for s in sections], between="</li><li>"),
        "</li></ul>",
    )
    titles = headlines(50)
    for n, title in enumerate(titles[:32]):
        href = f"/{sections[n % 5]}/{slug(title)}-{123456 + n * 7}"
        topic = f"/topic/{slug(titles[40 + n % 8])}-{4567 + n % 8}"
        sheet.put(f"<li>{sheet.other(topic, ('Chips', 'Data centres', 'Voice copies', 'Schools')[n % 4])} ")
        sheet.put(
            f"{sheet.article(href, title)} ",
            sheet.other(f"/staff/layla-haddad-reporter-{331 + n % 6}", "Layla Haddad"),
            "</li>",
        )
    sheet.put(
        "<div>",
        sheet.others_in([(f"/newsletters/{slug(w)}-{n}", w) for n, w in enumerate(titles[44:47], 12)]),
        "</div>",
    )
    return sheet


def flat_slugs() -> Sheet:
    """/slug for articles and for the site's own pages; some articles are called by one word."""
    sheet = Sheet("https://notes.example/", flat_slugs.__doc__ or "")
    sheet.put(
        "<nav>",
        sheet.others_in(
            [("/about", "About"), ("/why-we-do-this-work", "Why we do this work"), ("/archive", "Archive")]
        ),
        "</nav>",
    )
    words = ("sesame", "drift", "attention-span", "two-clerks")
    for n, title in enumerate(headlines(24, start=11)):
        href = f"/{words[n // 6]}/" if n % 6 == 4 else f"/{slug(title, most=6)}/"
        sheet.put(f"<article><header><h2>{sheet.article(href, title)}</h2></header>")
        sheet.put(f"<span>{sheet.other(f'/tag/{slug(title, most=2)}/', title.split()[-1].title())}</span></article>")
    foot = [
        ("/write-for-us-and-be-paid/", "Write for us and be paid"),
        ("/how-we-use-machines-here/", "How we use machines here"),
    ]
    sheet.put("<footer>", sheet.others_in([*foot, ("/privacy/", "Privacy")]), "</footer>")
    return sheet


def html_numbers() -> Sheet:
    """/n/412345.html is an article, /list/12.html a section, /special/3312.html a dossier; headlines are short."""
    sheet = Sheet("http://news.bulletin.example/", html_numbers.__doc__ or "", "ar")
    names = ("سياسة", "مال وأعمال", "العلوم والتقنية والفضاء", "رياضة")
    sheet.put("<div>", sheet.others_in([(f"/list/{n}.html", w) for n, w in enumerate(names, 12)]), "</div>")
    for n, title in enumerate(headlines(36, arabic=True)):
        # Half of them are cut to three words.
        words = title if n % 2 else " ".join(title.split(": ")[1].split()[:3])
        sheet.put(f"<p>{sheet.article(f'/n/{412345 - n * 2}.html', words)}</p>")
    specials = headlines(4, start=70, arabic=True)
    sheet.put("<div>", sheet.others_in([(f"/special/{3312 + n}.html", w) for n, w in enumerate(specials)]), "</div>")
    sheet.put(
        "<div>",
        sheet.others_in([("/about.html", "عن الوكالة"), ("/list/index.html", "كل الأخبار حسب التصنيف")]),
        "</div>",
    )
    return sheet


def sections_like_articles() -> Sheet:
    """Sections have long slugs and long names, among the headlines; articles stand below them."""
    sheet = Sheet("https://region.example/", sections_like_articles.__doc__ or "")
    sections = {
        "technology-and-science-of-the-region": "Technology and science of the whole region",
        "money-markets-and-the-cost-of-living": "Money, markets and the cost of living",
        "what-our-readers-think-and-write": "What our readers think and write to us",
        "schools-universities-and-research": "Schools, universities and research",
    }
    sheet.put("<main>")
    titles = headlines(40)
    for place, (path, name) in enumerate(sections.items()):
        sheet.put(f"<section><h2>{sheet.other(f'/{path}', name)}</h2>")
        for title in titles[place * 8 : place * 8 + 8]:
            sheet.put(f"<h3>{sheet.article(f'/{path}/{slug(title, most=6)}', title)}</h3>")
        sheet.put(
            sheet.other(f"/{path}/all-the-stories-of-this-section", "All the stories of this section"), "</section>"
        )
    # A section of which no article is listed today.
    sheet.put(
        "<h2>",
        sheet.other("/letters-from-the-islands-and-the-coast", "Letters from the islands and the coast"),
        "</h2></main>",
    )
    return sheet


def tag_cloud() -> Sheet:
    """Forty tags with long slugs and no name that says so, beside twenty articles."""
    sheet = Sheet("https://www.cloud.example/", tag_cloud.__doc__ or "", "ar")
    titles = headlines(70, arabic=True)
    for n, title in enumerate(titles[:22]):
        sheet.put(f"<div class='post'>{sheet.article(f'/story/{88120 + n}/{slug(title)}', title)}</div>")
    tags = [(f"/m/{slug(title)}", " ".join(title.split(": ")[1].split()[:3])) for title in titles[22:62]]
    long = [(f"/m/{slug(title)}", title) for title in titles[62:65]]
    sheet.put("<div class='cloud'>", sheet.others_in(tags + long), "</div>")
    sheet.put(
        "<div>", sheet.others_in([(f"/ask/{n}", "اسأل خبيرا في الذكاء الاصطناعي الآن") for n in range(1, 5)]), "</div>"
    )
    return sheet


def hash_routes() -> Sheet:
    """A page made by scripts: menus are #/routes; articles are long numbers without words."""
    sheet = Sheet("https://app.herald.example/", hash_routes.__doc__ or "")
    sheet.put(
        "<nav><a href='#/world'>World</a> <a href='/#/article/881234'>A story that only a script can show here</a>"
    )
    sheet.put(" <a href='#!/tech/today'>Technology of today and tomorrow</a></nav>")
    for title in headlines(25):
        name = uuid5(NAMESPACE_URL, title)
        inside = f"<img alt=''><span>{title}</span>"
        sheet.put(f"<div>{sheet.article(f'/a/{name}', inside=inside)}</div>")
        sheet.put(f"<a href='/a/{name}#comments'>12 comments</a>")
    users = [
        (f"/u/{uuid5(NAMESPACE_URL, w)}", w) for w in ("Layla Haddad", "Karim", "Board of the paper", "Nour Saleh")
    ]
    lists = [
        (f"/l/{uuid5(NAMESPACE_URL, w)}", w)
        for w in ("Machines at work", "Law", "Schools", "Health", "Sea and harbour")
    ]
    sheet.put("<div>", sheet.others_in(users + lists), "</div>")
    return sheet


def bare_links() -> Sheet:
    """Links around pictures alone, the headline beside them; codes for names: /p/x7Kp2a; videos and galleries."""
    sheet = Sheet("https://m.harbour.example/", bare_links.__doc__ or "")
    sheet.put(
        "<nav>", sheet.others_in([(f"/s/{name}", name.title()) for name in ("Tech4", "World", "Money")]), "</nav>"
    )
    for n, title in enumerate(headlines(24, start=30)):
        code = uuid5(NAMESPACE_URL, title).hex[:4] + "Kp" + str(n)
        image = "<img src='/i/1.jpg' alt=''>"
        sheet.put(f"<article>{sheet.article(f'/p/{code}', inside=image)}<h3>{title}</h3></article>")
    for kind in ("video", "gallery"):
        for title in headlines(5, start=90):
            sheet.put(f"<div>{sheet.other(f'/{kind}/{uuid5(NAMESPACE_URL, kind + title).hex[:6]}', title)}</div>")
    sheet.put(
        "<footer>",
        sheet.others_in([("/i/Imprint2", "Imprint"), ("/i/About", "About the harbour paper and its owners")]),
        "</footer>",
    )
    return sheet


def tuned_on() -> list[FrontPage]:
    makers = (
        *(arabic_slugs, query_ids, dated_paths, section_slug_id, flat_slugs, html_numbers, sections_like_articles),
        *(tag_cloud, hash_routes, bare_links),
    )
    return list(pages(makers))
