"""The words in which pages write dates and times: months, weekdays, hours, units, zones. Data only.

Arabic and English are read from these tables, because no library knows the month names of every Arab region;
other languages go through dateparser (see `reading.dates.foreign`). Spellings are as people write them:
readers fold letters (hamza, ya, ta marbuta, digits) before they compare, so one spelling of each is enough.
"""

from __future__ import annotations

# Egypt and the Gulf; Levant and Iraq; Tunisia and Algeria; Morocco; Mauritania; Persian names of the same months.
GREGORIAN_ARABIC: dict[int, tuple[str, ...]] = {
    1: ("يناير", "كانون الثاني", "كانون ثاني", "كانون ثان", "كانون2", "كانون 2", "جانفي", "ينّاير", "ژانویه", "جنوری"),
    2: ("فبراير", "شباط", "فيفري", "فبرایر", "فوریه", "فروری", "فبروری", "فیبروری"),
    3: ("مارس", "آذار", "مارث", "مارچ"),
    4: ("أبريل", "ابريل", "نيسان", "أفريل", "نيسن", "آوریل", "اپریل"),
    5: ("مايو", "أيار", "نوار", "ماي", "مي", "مه", "مئی"),
    6: ("يونيو", "يونيه", "حزيران", "جوان", "ژوئن", "جون"),
    7: ("يوليو", "يوليه", "تموز", "جويلية", "جويليه", "يوليوز", "ژوئیه", "جولائی"),
    8: ("أغسطس", "آب", "أوت", "غشت", "أغشت", "اگست", "اګست"),
    9: ("سبتمبر", "أيلول", "شتنبر", "شتمبر", "سپتامبر", "ستمبر"),
    10: ("أكتوبر", "تشرين الأول", "تشرين أول", "تشرين1", "تشرين 1", "اکتبر", "اکتوبر"),
    11: ("نوفمبر", "تشرين الثاني", "تشرين ثاني", "تشرين ثان", "تشرين2", "تشرين 2", "نونبر", "نوامبر", "نومبر"),
    12: ("ديسمبر", "كانون الأول", "كانون أول", "كانون1", "كانون 1", "دجنبر", "دجمبر", "دسامبر", "دسمبر"),
}
GREGORIAN_LATIN: dict[int, tuple[str, ...]] = {
    1: ("january", "jan"),
    2: ("february", "feb"),
    3: ("march", "mar", "mart"),  # "mart" is Turkish: dateparser takes it for the zone of the Marquesas
    4: ("april", "apr"),
    5: ("may",),
    6: ("june", "jun"),
    7: ("july", "jul"),
    8: ("august", "aug"),
    9: ("september", "sept", "sep"),
    10: ("october", "oct"),
    11: ("november", "nov"),
    12: ("december", "dec"),
}
# Kurdish of Iraq and Iran, then of Turkey and Syria; each also with what joins it to the year (see `patterns`).
GREGORIAN_SORANI: dict[int, tuple[str, ...]] = {
    1: ("کانوونی دووەم", "کانونی دووەم", "کانونی دوەم"),
    2: ("شوبات",),
    3: ("ئازار", "ئادار", "مارت"),
    4: ("نیسان",),
    5: ("ئایار",),
    6: ("حوزەیران", "حوزەیرن"),
    7: ("تەمموز", "تەممووز", "تەموز"),
    8: ("ئاب",),
    9: ("ئەیلوول", "ئەیلول"),
    10: ("تشرینی یەکەم", "تشرینی یەکەمی"),
    11: ("تشرینی دووەم", "تشرینی دوەم"),
    12: ("کانوونی یەکەم", "کانونی یەکەم"),
}
GREGORIAN_KURMANJI: dict[int, tuple[str, ...]] = {
    1: ("çile", "rêbendan", "kanûna paşîn", "çileya paşîn"),
    2: ("sibat", "reşemî"),
    3: ("adar",),
    4: ("nîsan", "avrêl"),
    5: ("gulan",),
    6: ("hezîran", "pûşper"),
    7: ("tîrmeh", "temûz"),
    8: ("tebax", "gelawêj"),
    9: ("îlon", "rezber"),
    10: ("cotmeh", "kewçêr", "çiriya pêşîn"),
    11: ("mijdar", "sermawez", "çiriya paşîn"),
    12: ("kanûn", "berfanbar", "kanûna pêşîn", "çileya pêşîn"),
}
HIJRI: dict[int, tuple[str, ...]] = {
    1: ("محرم", "المحرم", "محرم الحرام", "muharram"),
    2: ("صفر", "safar"),
    3: ("ربيع الأول", "ربيع أول", "rabi al-awwal", "rabi i"),
    4: ("ربيع الثاني", "ربيع الآخر", "ربيع ثاني", "ربيع آخر", "rabi al-thani", "rabi ii"),
    5: ("جمادى الأولى", "جمادى الأول", "جماد الأول", "جماد أول", "جمادى أولى", "jumada al-awwal", "jumada i"),
    6: (
        "جمادى الآخرة",
        "جمادى الآخر",
        "جمادى الثانية",
        "جمادى الثاني",
        "جماد الثاني",
        "جماد الآخر",
        "jumada al-thani",
        "jumada ii",
    ),
    7: ("رجب", "rajab"),
    8: ("شعبان", "shaaban", "sha'ban"),
    9: ("رمضان", "ramadan"),
    10: ("شوال", "shawwal"),
    11: ("ذو القعدة", "ذي القعدة", "ذوالقعدة", "dhu al-qadah", "dhul qadah"),
    12: ("ذو الحجة", "ذي الحجة", "ذوالحجة", "dhu al-hijjah", "dhul hijjah"),
}
# Iran, then Afghanistan.
JALALI: dict[int, tuple[str, ...]] = {
    1: ("فروردین", "حمل"),
    2: ("اردیبهشت", "ثور"),
    3: ("خرداد", "جوزا"),
    4: ("تیر", "سرطان"),
    5: ("مرداد", "امرداد", "اسد"),
    6: ("شهریور", "سنبله"),
    7: ("مهر", "میزان"),
    8: ("آبان", "عقرب"),
    9: ("آذر", "قوس"),
    10: ("دی", "جدی"),
    11: ("بهمن", "دلو"),
    12: ("اسفند", "حوت"),
}
# The same months in Pashto and in Kurdish; Kurds count the years from 700 BC as well: 2724 is 1403.
JALALI_PASHTO: dict[int, tuple[str, ...]] = {
    1: ("وری",),
    2: ("غویی",),
    3: ("غبرګولی", "غبرگولی"),
    4: ("چنګاښ", "چنگاښ"),
    5: ("زمری",),
    6: ("وږی",),
    7: ("تله",),
    8: ("لړم",),
    9: ("لیندۍ", "لیندی"),
    10: ("مرغومی",),
    11: ("سلواغه",),
    12: ("کب",),
}
JALALI_SORANI: dict[int, tuple[str, ...]] = {
    1: ("خاکەلێوە",),
    2: ("گوڵان", "بانەمەڕ"),
    3: ("جۆزەردان",),
    4: ("پووشپەڕ", "پوشپەڕ"),
    5: ("گەلاوێژ",),
    6: ("خەرمانان",),
    7: ("ڕەزبەر",),
    8: ("گەڵاڕێزان", "خەزەڵوەر"),
    9: ("سەرماوەز",),
    10: ("بەفرانبار",),
    11: ("ڕێبەندان",),
    12: ("ڕەشەمە", "ڕەشەمێ"),
}
# Numbered as `date.weekday()`: Monday is 0.
WEEKDAYS: dict[int, tuple[str, ...]] = {
    0: ("الاثنين", "الإثنين", "اثنين", "دوشنبه", "دووشەممە", "دوو شەممە", "duşem", "monday", "mon"),
    1: ("الثلاثاء", "ثلاثاء", "الثلثاء", "سه شنبه", "سه‌شنبه", "سێشەممە", "سێ شەممە", "sêşem", "tuesday", "tues", "tue"),
    2: ("الأربعاء", "أربعاء", "الاربعا", "چهارشنبه", "چوارشەممە", "چوار شەممە", "çarşem", "wednesday", "wed"),
    3: (
        "الخميس",
        "خميس",
        "پنجشنبه",
        "پنج شنبه",
        "پێنجشەممە",
        "پێنج شەممە",
        "pêncşem",
        "جمعرات",
        "thursday",
        "thurs",
        "thur",
        "thu",
    ),
    4: ("الجمعة", "جمعة", "جمعه", "آدینه", "هەینی", "friday", "fri"),
    5: ("السبت", "سبت", "شنبه", "شەممە", "şemî", "saturday", "sat"),
    6: ("الأحد", "أحد", "یکشنبه", "يك شنبه", "یەکشەممە", "یەک شەممە", "yekşem", "اتوار", "sunday", "sun"),
}

# Alone before a date in numbers: "Donnerstag, 25.04.24".
FOREIGN_WEEKDAYS = (
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "mo", "di", "mi",
    "do", "fr", "sa", "so", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mar",
    "mer", "jeu", "ven", "sam", "dim", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "maandag", "dinsdag", "woensdag",
    "donderdag", "vrijdag", "zaterdag", "zondag", "pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi",
    "pazar", "senin", "selasa", "rabu", "kamis", "jumat", "jum'at", "sabtu", "minggu", "poniedziałek", "wtorek",
    "środa", "czwartek", "piątek", "sobota", "niedziela", "segunda-feira", "terça-feira", "quarta-feira",
    "quinta-feira", "sexta-feira", "segunda", "terça", "quarta", "quinta", "sexta", "יום ראשון", "יום שני",
    "יום שלישי", "יום רביעי", "יום חמישי", "יום שישי", "יום שבת", "שבת", "thứ hai", "thứ ba", "thứ tư",
    "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật",
)  # fmt: skip

# What follows a clock time. "noon" and "night" mean different hours at different times: see `clock`.
MORNING = (
    "صباحا",
    "صباحاً",
    "ص",
    "فجرا",
    "فجراً",
    "صبح",
    "ق.ظ",
    "قبل الظهر",
    "پێش نیوەڕۆ",
    "بەیانی",
    "پ.ن",
    "am",
    "a.m.",
    "a.m",
)
EVENING = (
    "مساء",
    "مساءً",
    "م",
    "عصرا",
    "عصراً",
    "عصر",
    "ب.ظ",
    "بعد الظهر",
    "بعدازظهر",
    "دوای نیوەڕۆ",
    "پاش نیوەڕۆ",
    "ئێوارە",
    "د.ن",
    "pm",
    "p.m.",
    "p.m",
)
NOON = ("ظهرا", "ظهراً", "ظهر", "noon")
NIGHT = ("ليلا", "ليلاً", "منتصف الليل", "شب")

# Seconds a unit lasts; None: too vague to place a day. Singular or plural, dual (two of it).
UNITS_ARABIC: dict[str, tuple[int | None, tuple[str, ...], tuple[str, ...]]] = {
    "second": (1, ("ثانية", "ثوان", "ثواني", "ثوانٍ"), ("ثانيتين", "ثانيتان")),
    "minute": (60, ("دقيقة", "دقائق", "دقايق"), ("دقيقتين", "دقيقتان")),
    "hour": (3600, ("ساعة", "ساعات"), ("ساعتين", "ساعتان")),
    "day": (86400, ("يوم", "أيام", "يوما", "يوماً"), ("يومين", "يومان")),
    "week": (604800, ("أسبوع", "أسابيع", "اسبوعا", "أسبوعاً"), ("أسبوعين", "أسبوعان")),
    "month": (None, ("شهر", "أشهر", "شهور", "شهرا", "شهراً"), ("شهرين", "شهران")),
    "year": (
        None,
        ("سنة", "سنوات", "سنين", "عام", "أعوام", "عاما", "عاماً"),
        ("سنتين", "سنتان", "عامين", "عامان"),
    ),
}
UNITS_ENGLISH: dict[str, tuple[int | None, tuple[str, ...]]] = {
    "second": (1, ("seconds", "second", "secs", "sec", "s")),
    "minute": (60, ("minutes", "minute", "mins", "min", "m")),
    "hour": (3600, ("hours", "hour", "hrs", "hr", "h")),
    "day": (86400, ("days", "day", "d")),
    "week": (604800, ("weeks", "week", "w")),
    "month": (None, ("months", "month", "mo")),
    "year": (None, ("years", "year", "yr", "y")),
}
NUMBERS: dict[int, tuple[str, ...]] = {
    1: ("واحد", "واحدة", "one", "an", "a"),
    2: ("اثنين", "اثنتين", "two"),
    3: ("ثلاثة", "ثلاث", "three"),
    4: ("أربعة", "أربع", "four"),
    5: ("خمسة", "خمس", "five"),
    6: ("ستة", "ست", "six"),
    7: ("سبعة", "سبع", "seven"),
    8: ("ثمانية", "ثماني", "ثمان", "eight"),
    9: ("تسعة", "تسع", "nine"),
    10: ("عشرة", "عشر", "ten"),
    11: ("أحد عشر", "إحدى عشرة", "eleven"),
    12: ("اثني عشر", "اثنتي عشرة", "twelve"),
    20: ("عشرين", "عشرون", "twenty"),
    30: ("ثلاثين", "ثلاثون", "thirty"),
}
UNITS_PERSIAN: dict[str, tuple[str, ...]] = {
    "second": ("ثانیه",),
    "minute": ("دقیقه",),
    "hour": ("ساعت",),
    "day": ("روز",),
    "week": ("هفته",),
    "month": ("ماه",),
    "year": ("سال",),
}
NUMBERS_PERSIAN: dict[int, tuple[str, ...]] = {
    1: ("یک",), 2: ("دو",), 3: ("سه",), 4: ("چهار",), 5: ("پنج",), 6: ("شش",), 7: ("هفت",), 8: ("هشت",), 9: ("نه",),
    10: ("ده",), 11: ("یازده",), 12: ("دوازده",), 20: ("بیست",), 30: ("سی",),
}  # fmt: skip
UNITS_SORANI: dict[str, tuple[str, ...]] = {
    "second": ("چرکە",),
    "minute": ("خولەک", "دەقیقە", "دەقە"),
    "hour": ("کاتژمێر", "سەعات"),
    "day": ("ڕۆژ",),
    "week": ("هەفتە",),
    "month": ("مانگ",),
    "year": ("ساڵ",),
}
ABOUT = ("حوالي", "نحو", "قرابة", "أكثر من", "أقل من", "about", "over", "around", "almost", "nearly")
NOW = ("منذ لحظات", "قبل لحظات", "منذ قليل", "قبل قليل", "الآن", "للتو", "just now", "moments ago", "right now")
TODAY = ("اليوم", "ئەمڕۆ", "îro", "today")
YESTERDAY = ("أمس", "يوم أمس", "البارحة", "بالأمس", "دوێنێ", "duh", "yesterday")
DAY_BEFORE = ("أول أمس", "أمس الأول", "أول من أمس", "قبل أمس", "the day before yesterday")

# Only names that mean one zone, wherever they stand.
ZONES: dict[str, str] = {
    "utc": "UTC",
    "gmt": "UTC",
    "z": "UTC",
    "غرينتش": "UTC",
    "جرينتش": "UTC",
    "غرينيتش": "UTC",
    "cet": "+01:00",
    "cest": "+02:00",
    "mez": "+01:00",
    "mesz": "+02:00",
    "wib": "+07:00",
    "wita": "+08:00",
    "eet": "+02:00",
    "eest": "+03:00",
    "msk": "+03:00",
    "trt": "+03:00",
    "ksa": "+03:00",
    "jst": "+09:00",
    "kst": "+09:00",
    "est": "-05:00",
    "edt": "-04:00",
    "cdt": "-05:00",
    "mst": "-07:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
    "et": "America/New_York",
    "مكة": "Asia/Riyadh",
    "مكة المكرمة": "Asia/Riyadh",
    "الرياض": "Asia/Riyadh",
    "السعودية": "Asia/Riyadh",
    "الكويت": "Asia/Kuwait",
    "الدوحة": "Asia/Qatar",
    "قطر": "Asia/Qatar",
    "أبوظبي": "Asia/Dubai",
    "أبو ظبي": "Asia/Dubai",
    "دبي": "Asia/Dubai",
    "الإمارات": "Asia/Dubai",
    "مسقط": "Asia/Muscat",
    "بغداد": "Asia/Baghdad",
    "القاهرة": "Africa/Cairo",
    "مصر": "Africa/Cairo",
    "بيروت": "Asia/Beirut",
    "لبنان": "Asia/Beirut",
    "دمشق": "Asia/Damascus",
    "عمان": "Asia/Amman",
    "الأردن": "Asia/Amman",
    "القدس": "Asia/Jerusalem",
    "فلسطين": "Asia/Jerusalem",
    "غزة": "Asia/Gaza",
    "تونس": "Africa/Tunis",
    "الجزائر": "Africa/Algiers",
    "المغرب": "Africa/Casablanca",
    "الخرطوم": "Africa/Khartoum",
    "السودان": "Africa/Khartoum",
    "طرابلس": "Africa/Tripoli",
    "ليبيا": "Africa/Tripoli",
    "صنعاء": "Asia/Aden",
    "اليمن": "Asia/Aden",
    "باريس": "Europe/Paris",
    "لندن": "Europe/London",
    "موسكو": "Europe/Moscow",
    "اسطنبول": "Europe/Istanbul",
    "تركيا": "Europe/Istanbul",
    "طهران": "Asia/Tehran",
    "واشنطن": "America/New_York",
    "نيويورك": "America/New_York",
}

# Names that are words as well: zones only right behind a clock time.
ZONES_BEHIND_CLOCK: dict[str, str] = {
    "mest": "+02:00",
    "west": "+01:00",
    "tsi": "+03:00",
    "pkt": "+05:00",
    "irst": "+03:30",
    "irdt": "+04:30",
    "aft": "+04:30",
    "gst": "+04:00",
    "idt": "+03:00",
    "npt": "+05:45",
    "sgt": "+08:00",
    "hkt": "+08:00",
    "myt": "+08:00",
    "pht": "+08:00",
    "wit": "+09:00",
    "aest": "+10:00",
    "aedt": "+11:00",
    "acst": "+09:30",
    "awst": "+08:00",
    "nzst": "+12:00",
    "nzdt": "+13:00",
    "eat": "+03:00",
    "wat": "+01:00",
    "cat": "+02:00",
    "sast": "+02:00",
    "brt": "-03:00",
    "art": "-03:00",
    "akst": "-09:00",
    "hst": "-10:00",
    "ct": "America/Chicago",
    "pt": "America/Los_Angeles",
}
# Names that mean another zone in another place, by country; "" is anywhere else. Without a country most are no zone.
ZONES_BY_COUNTRY: dict[str, dict[str, str]] = {
    "ast": {
        **dict.fromkeys(("sa", "kw", "bh", "qa", "ye", "iq"), "+03:00"),
        **dict.fromkeys(("ca", "bm", "pr", "tt", "bb", "do", "aw", "cw", "gp", "mq", "vi", "lc", "gd"), "-04:00"),
    },
    "ist": {"in": "+05:30", "il": "+02:00", "ie": "+01:00"},
    "cst": {
        **dict.fromkeys(("us", "ca", "mx", "cr", "gt", "hn", "ni", "sv"), "-06:00"),
        "cn": "+08:00",
        "tw": "+08:00",
    },
    "adt": {**dict.fromkeys(("ca", "bm"), "-03:00"), "iq": "+04:00"},
    "bst": {"bd": "+06:00", "": "+01:00"},
}
# Where a language is at home, as far as it tells one of these zones.
COUNTRY_OF_LANGUAGE = {"ar": "sa", "he": "il", "bn": "bd", "ga": "ie", "zh": "cn"} | dict.fromkeys(
    ("hi", "ta", "te", "mr", "gu"), "in"
)

# Words that stand around a date and say nothing of outlet or author.
LABELS = (
    "نشر", "نُشر", "نشرت", "نشر في", "النشر", "تاريخ النشر", "تاريخ", "بتاريخ", "التاريخ", "منشور", "أضيف",
    "أضيف في", "كتب في", "حرر في", "في", "يوم", "الموافق", "الساعة", "ساعة", "وقت", "التوقيت", "عند", "على",
    "هـ", "ه", "م", "شهر", "من", "سنة", "عام", "published", "publish", "publication", "posted", "date", "dated",
    "on", "at", "created", "time", "clock", "calendar", "icon", "schedule", "access_time", "first",
    "time published", "veröffentlicht", "publié", "publicado", "dipublikasikan", "diterbitkan", "terbit",
    "tayang", "uhr", "yayınlanma", "опубликовано", "pukul", "kl", "ساعت",
    "تاریخ", "انتشار", "تاریخ انتشار", "شائع", "פורסם", "publié le", "erstellt", "giriş", "hs", "hrs",
    "发布时间", "公開", "发布于", "gepubliceerd", "pubblicato", "publicerad", "publisert",
    "کاتژمێر", "بەروار", "ڕێکەوت", "بڵاوکراوەتەوە", "بڵاوکرایەوە", "dîrok", "hat weşandin", "saet", "نیټه", "خپور شوی",
    "प्रकाशित", "पब्लिश", "প্রকাশিত", "প্রকাশ", "게재일", "입력", "등록",
    "opublikowano", "publikováno", "vydáno", "publiceret", "udgivet", "megjelent", "publicat", "objavljeno",
    "δημοσιεύτηκε", "δημοσίευση", "опубліковано", "geplaatst", "geplaatst op", "erschienen", "erschienen am",
    "online seit", "mis en ligne", "mis en ligne le", "paru", "paru le", "yayınlanma tarihi", "yayın tarihi",
    "eklenme tarihi", "配信", "掲載日", "投稿日", "发表于", "發布時間", "發佈於",
)  # fmt: skip
# Before a date only: names of outlets begin with them.
LABELS_BEFORE = ("le", "à", "el", "am", "um", "den", "on", "at", "في", "على", "من")
UPDATE_LABELS = (
    "آخر تحديث", "تحديث", "تم التحديث", "حُدث", "محدث", "تاريخ التحديث", "عدل", "تعديل", "last updated",
    "updated", "update", "last modified", "modified", "edited", "aktualisiert", "mis à jour", "actualizado",
    "diperbarui", "güncelleme", "обновлено", "به روز رسانی", "به‌روزرسانی", "اپ ڈیٹ", "stand", "更新", "最終更新",
    "अपडेट", "আপডেট", "수정", "zaktualizowano", "aktualizováno", "opdateret", "ενημερώθηκε", "оновлено", "更新日",
    "עודכן", "actualisé", "mis à jour le", "modifié", "aggiornato", "bijgewerkt", "uppdaterad", "oppdatert",
)  # fmt: skip

# dateparser takes "5 min" for "five minutes ago", so a relative date needs one of these beside it.
FOREIGN_AGO = (
    "vor", "il y a", "hace", "fa", "há", "atrás", "lalu", "önce", "geleden", "sedan", "siden", "sitten",
    "назад", "тому", "temu", "پیش", "قبل", "پہلے", "前", "전", "trước", "पहले", "आगे", "ezelőtt", "πριν", "před",
    "pred", "prije", "acum", "לפני", "আগে", "преди", "пре", "ที่แล้ว",
)  # fmt: skip
FOREIGN_DAYS = (
    "gestern", "heute", "vorgestern", "hier", "aujourd'hui", "avant-hier", "ayer", "hoy", "anteayer", "ontem",
    "hoje", "ieri", "oggi", "kemarin", "hari ini", "dün", "bugün", "gisteren", "vandaag", "igår", "i går",
    "idag", "i dag", "eilen", "tänään", "wczoraj", "dzisiaj", "dziś", "вчера", "сегодня", "вчора", "сьогодні",
    "دیروز", "امروز", "昨天", "今天", "昨日", "今日", "어제", "오늘", "hôm qua", "hôm nay", "včera", "dnes", "tegnap",
    "χθες", "σήμερα", "אתמול", "היום",
)  # fmt: skip
FOREIGN_LANGUAGES = (
    "de", "fr", "es", "it", "pt", "nl", "id", "ms", "tr", "fa", "ur", "ru", "uk", "pl", "cs", "sk", "sv", "da",
    "nb", "fi", "hu", "ro", "el", "he", "hi", "bn", "zh", "ja", "ko", "vi", "th", "bg", "sr", "hr", "ca", "en",
)  # fmt: skip
