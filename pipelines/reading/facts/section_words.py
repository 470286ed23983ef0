"""The names by which outlets call their sections, and the ends of trails, in many languages. Data only."""

from __future__ import annotations

# The first and last steps of trails: the front page, and this page.
TRAIL_ENDS = (
    "home", "homepage", "home page", "front page", "start", "startseite", "accueil", "inicio", "portada",
    "início", "hem", "hjem", "forside", "etusivu", "beranda", "ana sayfa", "anasayfa", "главная",
    "головна", "strona główna", "domů", "الرئيسية", "الرئيسيه", "الصفحة الرئيسية", "خانه", "صفحه اصلی",
    "صفحه نخست", "ہوم", "صفحہ اول", "ראשי", "דף הבית", "首页", "首頁", "トップ", "ホーム", "홈", "正文",
    "記事", "本文", "article", "artikel", "news detail", "details", "المقال", "الخبر", "تفاصيل الخبر",
    "التفاصيل",
)  # fmt: skip
SECTIONS = (
    "محليات", "محلي", "محلية", "أخبار محلية", "أخبار", "سياسة", "اقتصاد", "رياضة", "ثقافة", "فن", "فنون",
    "منوعات", "مجتمع", "حوادث", "محافظات", "جهات", "عربي", "عربي ودولي", "دولي", "دوليات", "عالمي", "عالم",
    "العالم", "تقارير", "تقرير", "تحقيق", "تحقيقات", "مقال", "مقالة", "مقالات", "رأي", "آراء", "حوار",
    "حوارات", "قصص", "قصة", "صحة", "علوم", "تكنولوجيا", "تقنية", "بيئة", "تعليم", "سياحة", "أسرة", "تحليل",
    "ملفات", "فلسطين", "الإمارات", "مصر", "لبنان", "سوريا", "العراق", "الأردن", "news", "politics",
    "business", "economy", "sport", "sports", "culture", "world", "science", "health", "technology",
    "tech", "opinion", "analysis", "feature", "features", "local", "money", "environment", "education",
    "lifestyle", "politik", "wirtschaft", "lokales", "kultur", "panorama", "wissen", "meinung", "ausland",
    "inland", "politique", "économie", "société", "monde", "sciences", "santé", "sociedad", "política",
    "economía", "deportes", "mundo", "cultura", "opinión", "provincia", "güncel", "gündem", "ekonomi",
    "spor", "yaşam", "dünya", "политика", "экономика", "общество", "происшествия", "спорт", "культура",
    "سیاسی", "اقتصادی", "اجتماعی", "فرهنگی", "ورزشی", "استان‌ها", "محیط زیست", "پاکستان", "دنیا", "کھیل",
    "کاروبار", "صحت", "国内", "国际", "财经", "社会", "経済", "政治", "地域",
)  # fmt: skip
