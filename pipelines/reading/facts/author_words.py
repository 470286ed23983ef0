"""The words around authors' names in bylines, in many languages. Data and the patterns made of it; decides nothing."""

from __future__ import annotations

import re

# Before whoever wrote it. Those of `_WEAK` open sentences and names of places too: they need a mark, or a capital.
_WRITERS = (
    "story by", "words by", "written by", "reported by", "posted by", "published by", "submitted by",
    "report by", "by", "contributor", "contributors", "gespeichert von", "soumis par", "enviado por",
    "words", "author", "authors", "written", "reporter", "reporting by", "par", "texte", "texte de",
    "auteur", "autrice", "propos recueillis par", "von", "text", "text von", "autor", "autorin", "por",
    "texto", "texto de", "redactado por", "autora", "di", "testo di", "autore", "door", "tekst",
    "tekst av", "av", "af", "skrevet av", "skriven av", "skrevet af", "od", "oleh", "penulis", "haber",
    "haberi", "yazan", "yazar", "hazırlayan", "muhabir", "автор", "авторы", "текст", "текст подготовил",
    "автор текста", "מאת", "כתב", "כתבה", "του", "της", "συντάκτης", "بقلم", "بقلم الكاتب",
    "بقلم الكاتبة", "كتب", "كتبت", "كتبه", "كتبها", "كتابة", "إعداد", "من إعداد", "تقرير", "تحقيق",
    "تحقيق وتصوير", "تقرير وتصوير", "نص وصور", "كتابة وتصوير", "كتب وصور", "حوار", "حاوره", "حاورها",
    "حاورته", "حاورتها", "أجرى الحوار", "أجرت الحوار", "أجرى المقابلة", "أجرت المقابلة", "مرسلة بواسطة",
    "كتب بواسطة", "كتبت بواسطة", "نشر بواسطة", "نشرت بواسطة", "أضيف بواسطة", "أرسلت بواسطة", "بواسطة",
    "الكاتب", "الكاتبة", "المؤلف", "المؤلفة", "المحرر", "المحررة", "تحرير", "ترجمة", "ترجمها", "تعريب",
    "مراسل", "مراسلة", "مراسلنا", "مراسلتنا", "متابعة", "رصد", "تغطية", "شعر", "قصيدة", "خاص", "نویسنده",
    "نوشته", "نگارنده", "گزارش", "گزارشگر", "خبرنگار", "تهیه و تنظیم", "یادداشت", "به قلم", "تحریر",
    "رپورٹ", "از", "نمائندہ", "نمائندہ خصوصی", "مصنف", "مضمون نگار", "作者", "记者", "記者", "文",
    "撰文", "撰稿", "通讯员", "通訊員", "特约记者", "本报记者", "执笔", "執筆", "筆者", "取材",
    "取材・文", "文・取材", "取材・構成", "構成・文",
    "ライター", "글", "기자", "लेखक", "रिपोर्ट", "लेखन",
)  # fmt: skip
_WEAK = (
    "by", "par", "von", "por", "di", "av", "af", "od", "door", "text", "texto", "texte", "haber",
    "words", "author", "contributor", "contributors", "tekst", "written", "reporter", "autor", "yazar",
    "muhabir", "του", "της",
    "текст", "כתב", "כתבה", "تقرير", "تحقيق", "حوار", "تحرير", "ترجمة", "شعر", "قصيدة", "خاص", "متابعة",
    "رصد", "تغطية", "گزارش", "خبرنگار", "از", "یادداشت", "نمائندہ", "نمائندہ خصوصی", "تحریر", "رپورٹ",
    "كتب", "كتبت", "كتابة", "إعداد", "مراسل", "مراسلة", "الكاتب", "الكاتبة", "文", "取材", "记者",
    "記者", "रिपोर्ट",
)  # fmt: skip
# Before somebody else: who took the pictures, edited, checked; and what is no person.
_OTHERS = (
    "sources", "agencies", "credit", "credits", "categories", "category", "tags", "topics", "filed under", "posted in",
    "photo", "photos", "photography", "photographs by", "photos by", "photo by", "picture", "pictures",
    "pictures by", "camera", "video", "illustration", "illustrations", "illustration by", "edited by",
    "editing by", "editor", "reviewed by", "fact-checked by", "source", "via", "crédit", "photographie",
    "photos de", "édition", "foto", "fotos", "fotos von", "bearbeitung", "redaktion", "quelle",
    "fotografía", "fotografías", "imágenes", "edición", "fuente", "fonte", "kamera", "fotoğraf",
    "fotoğraflar", "editör", "kaynak", "фото", "редактор", "источник", "צילום", "עריכה", "تصوير", "عدسة",
    "صور", "صورة", "رسوم", "رسم", "كاريكاتير", "مونتاج", "إخراج", "مراجعة", "مراجعة علمية",
    "مراجعة لغوية", "تدقيق", "تدقيق لغوي", "إشراف", "المصدر", "مصدر",
    "المصادر", "مصادر", "وكالات", "منبع", "منابع", "سەرچاوە", "çavkanî", "sumber", "fontes", "quellen", "fuentes",
    "kaynaklar", "источники",
    "نقلا عن", "المشاهدات", "القراءات",
    "عدد القراءات", "عدد المشاهدات", "الزيارات", "التعليقات", "عدد التعليقات", "القسم", "التصنيف",
    "نشر بتصنيف", "الزمن", "الوقت", "كود الخبر", "رقم الخبر", "عکاس", "عکس", "ویرایش", "ویراستار",
    "کد خبر", "تصویر", "ماخذ", "فوٹو", "ایڈیٹر", "来源", "來源", "编辑", "編輯", "責任編集", "责任编辑",
    "責任編輯", "摄影", "攝影", "图", "图片", "審稿", "审核", "撮影", "写真", "校对", "字号", "【字号",
    "阅读", "浏览", "发布时间", "时间", "사진", "편집",
)  # fmt: skip

# What somebody wrote, before the word for "by": "Ein Gastbeitrag von", "Une analyse de". Only where a language has no
# such word but "of" must it be *a* piece: "Analyse de la crise" is a headline.
BY_GENRE = (
    r"(?:(?:an?|the|guest|special)\s+){0,2}(?:article|analysis|opinion|commentary|column|essay|review|report|story|feature|"
    r"perspective|editorial|interview|post)\s+by"
    r"|(?:eine?\s+)?(?:(?:gast)?(?:beitrag|kommentar|analyse|kolumne|essay)|reportage|glosse|rezension|kritik|bericht|"
    r"artikel|leitartikel|interview|protokoll)\s+von"
    r"|(?:aufgezeichnet|protokolliert|zusammengestellt|übersetzt)\s+von|von\s+unsere[rmn]\s+\w+"
    r"|une?\s+(?:article|analyse|chronique|tribune|enquête|reportage|critique|éditorial|billet|récit)\s+(?:de|par)"
    r"|(?:par|de)\s+(?:notre|nos)\s+\w+(?:\s+spécial\w*)?"
    r"|un[ao]?\s+(?:artículo|análisis|columna|reportaje|crónica|reseña|articolo|commento|analisi|recensione)\s+(?:de|por|di)"
    r"|a\s+cura\s+di|een\s+(?:artikel|column|analyse|bijdrage)\s+(?:van|door)"
    r"|(?:گزارش|یادداشت|ترجمه|مقاله|تحلیل)[یٔ]?\s+از"
)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted({re.escape(word).replace(r"\ ", r"\s+") for word in words}, key=len, reverse=True))


# A label: at a start or behind a mark, with a mark after it or a space where it is no weak one.
LABEL = re.compile(
    rf"(?:^|(?<=[\s|·•(（〔/\-–—،,.;；【]))[\W_]*?(?P<label>(?P<other>{_any(_OTHERS)})|(?P<writer>{BY_GENRE}|{_any(_WRITERS)})"
    r"(?:(?:\s+[^\W\d]+){1,2}(?=\s*[:：]))?)"
    rf"(?:\s*(?P<mark>[:：|/])\s*|\s+(?P<dash>[-–—ـ])\s+|\s+(?=\S))",
    re.IGNORECASE,
)
WEAK = re.compile(rf"(?:{_any(_WEAK)})", re.IGNORECASE)

# Accounts that many write under, and parts of an outlet.
_ROLES = re.compile(
    r"^(?:\W*)(?:(?:super|site|web)\s?(?:user|admin|administrator|master|editor)|admins?|administrator|"
    r"editors?|root|"
    r"webmaster|web\s?desk|news\s?desk|news\s?room|staff|staff (?:writer|reporter|correspondent)s?|"
    r"editorial(?: (?:team|staff|board|desk))?|contributors?|"
    r"guest|guest (?:author|writer|contributor)|user|author|press release|"
    r"correspondent|our correspondent|reporter|author|none|null|unknown|undefined|anonymous|no author|default|"
    r"redac(?:ción|cion|ção)|la redacci[oó]n|redazione|la redazione|(?:la )?rédaction|redaktion|die redaktion|redactie|"
    r"redaksi|haber merkezi|editör|editor masası|редакция|администратор|админ|"
    r"(?:ال)?محرر(?:ة|ون|ين)?(?:\s+(?:الموقع|الأخبار|أخبار|عام|ال\w+))?|"
    r"(?:ال)?مدير(?:\s+الموقع)?|"
    r"(?:ال)?مشرف(?:\s+الموقع)?|(?:ال)?إدارة(?:\s+(?:ال)?(?:موقع|تحرير))?|(?:ال)?تحرير|هيئة التحرير|فريق (?:ال)?تحرير|"
    r"قسم (?:ال)?(?:تحرير|أخبار)|غرفة (?:ال)?(?:أخبار|تحرير)|(?:ال)?كاتب|"
    r"ادمن|أدمن|مستخدم|زائر|ضيف|متابعات?|وكالات|متابعة|خاص|"
    r"مدیر(?: سایت)?|تحریریه|سردبیر|گروه خبر|نیوز ڈیسک|ویب ڈیسک|ایڈیٹر|编辑部|本报讯|編集部|편집부)"
    r"(?:\s*[-_#]?\s*\d{1,5})?\W*$",
    re.IGNORECASE,
)
# The name by which somebody logs in: one word of small letters, with digits, a hyphen or an underline.
_ACCOUNT = re.compile(r"^(?:[a-z]+\d+|\d+|[a-z]+(?:[_-][a-z0-9]+)+|user[\s_-]?\d+)$")
# Words that no person's name has: places, units, what buttons and labels say.
NOT_OF_NAMES = frozenset(
    """
    متابعة متابعات خاص خاصة وكالات وكالة أخبار اخبار الأخبار الاخبار خبر تقارير تقرير قراءة دقيقة
    دقيقتين دقائق مشاهدة مشاهدات تعليق تعليقات التعليقات شارك مشاركة طباعة حجم الخط اقرأ اقرا المزيد
    الأكثر التالي السابق الرئيسية الصفحة محليات سياسة اقتصاد رياضة ثقافة منوعات مقالات مقال رأي آراء
    تحقيق تحقيقات تكنولوجيا صحة فنون العالم محلي أرشيف صورة صور فيديو فوتو نشر تاريخ آخر تحديث الموقع
    موقع جريدة صحيفة قناة شبكة مجلة إذاعة تلفزيون مكتب مراسل مراسلون فريق هيئة إدارة وزارة مؤسسة جامعة
    مركز شركة جمعية لجنة اتحاد منظمة مجلس حكومة عن من في مع بعد قبل هذا هذه التي الذي لا جميع الحقوق
    محفوظة انتهى النهاية ملاحظة المصدر مصدر المصادر تصوير عدسة زيارة القراءات العدد نسخ الرابط رابط حفظ
    إرسال انضم انضموا تابع تابعنا تابعوا اشترك اشتركوا حمل تحميل كلمات الوسوم وسوم التصنيف القسم قسم أول
    اليوم الآن منذ ساعة ساعات تم نشره officer in of open source podcasts podcast spotify youtube form registration
    publié publiée posted veröffentlicht erstellt publicado pubblicato mis
    jour correspondent correspondents reporter reporters journalist journalists columnist editor editors writer writers
    producer redakteur redakteurin korrespondent korrespondentin journaliste journalista periodista corresponsal
    redactor redactora giornalista muhabiri корреспондент редактор журналист обозреватель כתבנו כתבת
    עורך מערכת صحفي صحفية صحافي صحافية كاتبة باحثة محلل محللة محرر محررة مراسلة رئيس أستاذ خبرنگار
    نمائندہ رپورٹر اپ ڈیٹ شائع front cover read more minutes minute comments comment share print email
    date release fecha datum data updated published views news click here subscribe listen watch photo photos image
    video gallery
    section world politics business sport sports culture opinion most latest advertisement follow about
    contact editorial university ministry department office council association committee institute
    company agency bureau federation foundation group inc ltd llc gmbh team desk staff reading time the
    and for with from by this that our your we all rights reserved bundesamt ministerium universität
    lesezeit minuten kommentare teilen drucken artikel uhr lecture partager imprimer lire commentaires
    article vues aux leer compartir imprimir minutos comentarios visitas actualizado noticias просмотров
    просмотра просмотр комментариев читать поделиться новости мин фото yorum paylaş yazdır dakika okuma
    tarife git haberleri abone ol takip et بازدید نظر نظرات چاپ ارسال دقیقه گروه سرویس انتهای پایان ادامه بیشتر
    خبریں تبصرے شیئر پرنٹ منٹ के बारे में की को से
    """.split()
)
# Places of two words, which stand where names do: "أبو ظبي - وكالات".
PLACES = frozenset(
    (
        "أبو ظبي", "أم درمان", "أم القيوين", "رأس الخيمة", "شرم الشيخ", "كفر الشيخ", "بني سويف",
        "بني ملال", "بيت لحم", "رام الله", "خان يونس", "دير البلح", "بيت لاهيا", "تل أبيب",
        "مكة المكرمة", "المدينة المنورة", "الدار البيضاء", "بور سعيد", "بورت سودان", "دير الزور",
        "ريف دمشق", "عين شمس", "نيو دلهي", "هونغ كونغ", "كوالا لمبور", "لوس أنجلوس", "سان فرانسيسكو",
        "ساو باولو", "ريو دي جانيرو", "بوينس آيرس", "كيب تاون", "أديس أبابا", "إسلام آباد", "سيدي بوزيد",
        "تيزي وزو", "وادي حلفا", "جنوب لبنان", "القدس المحتلة", "الأراضي المحتلة", "شمال غزة",
        "قطاع غزة", "غزة المحاصرة", "new york", "los angeles", "san francisco", "las vegas", "new delhi",
        "hong kong", "abu dhabi", "tel aviv", "são paulo", "sao paulo", "buenos aires", "cape town",
        "mexico city", "washington dc", "kuala lumpur", "addis ababa", "saint petersburg",
        "st. petersburg", "frankfurt am main",
        # Countries and parts of the world: sections are called so.
        "كوريا الشمالية", "كوريا الجنوبية", "جنوب السودان", "جنوب أفريقيا", "المملكة المتحدة", "الولايات المتحدة",
        "الشرق الأوسط", "شمال أفريقيا", "المغرب العربي", "الخليج العربي", "الضفة الغربية", "north korea", "south korea",
        "saudi arabia", "south africa", "south sudan", "new zealand", "sri lanka", "costa rica", "el salvador",
        "puerto rico", "sierra leone", "ivory coast", "czech republic", "united states", "united kingdom",
        "united arab emirates", "middle east", "latin america", "north america", "south america", "north africa",
        "west africa", "east africa", "south asia", "southeast asia", "east asia", "asia pacific", "west bank",
        "northern ireland", "great britain", "corea del norte", "corea del sur", "estados unidos", "reino unido",
        "américa latina", "oriente medio", "oriente próximo", "corée du nord", "corée du sud", "états unis",
        "proche orient", "moyen orient",
    )
)  # fmt: skip

_OFFICE = re.compile(
    r"\b(?:bundesamt|landesamt|ministerium|ministry|ministère|ministerio|department of|university|université|"
    r"universidad|government|gobierno|ayuntamiento|préfecture|city of|council of)\b"
    r"|(?<!\w)(?:وزارة|هيئة|مديرية|أمانة|بلدية|جامعة|وزارت)\s",
    re.IGNORECASE,
)


def is_office(words: str) -> bool:
    """Whether words name a public body."""
    return bool(_OFFICE.search(words))


def is_role_account(name: str) -> bool:
    """Whether a name is that of an account or of a part of an outlet, not of a person."""
    return bool(_ROLES.match(name) or _ACCOUNT.match(name))
