"""The words of page boilerplate: what pages print around a text in the languages of the press. Data only.

`LABELS` are whole lines. `OPENINGS` open a line that is boilerplate to its end when it is short. `EDGE_LABELS`
might as well be words of a story, so they count only before its first or after its last paragraph.
Compared after folding (`text.normalize`): case, vowel signs, hamza and punctuation do not matter.
"""

from __future__ import annotations

# Over lists of other stories. `reading.text_pages.split_text` takes them as a hint that whole stories follow.
RELATED = (
    "متعلقات", "مقترحات", "ذو صلة",
    "أخبار ذات صلة", "مواضيع ذات صلة", "مقالات ذات صلة", "موضوعات ذات صلة", "ذات صلة", "أخبار متعلقة",
    "مواضيع متعلقة", "موضوعات متعلقة", "مقالات متعلقة", "مقالات مشابهة", "أخبار مشابهة", "مواضيع مشابهة",
    "أخبار مرتبطة", "اقرأ أيضا", "إقرأ أيضا", "اقرأ ايضاً", "اقرأ المزيد من الأخبار", "قد يعجبك أيضا",
    "قد يهمك", "قد يهمك أيضا", "ربما يعجبك أيضا", "المزيد من الأخبار", "مزيد من الأخبار", "المزيد من المقالات",
    "أخبار أخرى", "مقالات أخرى", "مواضيع أخرى", "الأكثر قراءة", "الاكثر مشاهدة", "الأكثر تداولا",
    "الأكثر شيوعا", "آخر الأخبار", "أحدث الأخبار", "أحدث المقالات", "شاهد أيضا", "تابع أيضا", "طالع أيضا",
    "المقالات ذات الصلة", "الأخبار ذات الصلة", "محتوى ذو صلة", "مقترحات لك", "اخترنا لك", "مختارات",
    "من نفس القسم", "المزيد في", "المزيد من", "قصص ذات صلة", "مقالات قد تهمك", "أخبار قد تهمك", "related",
    "related news", "related stories", "related articles", "related posts", "related content", "related topics",
    "more news", "more stories", "more articles", "more from", "more on this story", "more like this",
    "you may also like", "you might also like", "you may like", "recommended", "recommended for you",
    "recommended stories", "read also", "also read", "see also", "read next", "up next", "most read",
    "most popular", "trending", "trending now", "latest news", "latest stories", "latest", "top stories",
    "editors picks", "must read", "similar articles", "similar news", "similar stories", "other news",
    "other stories", "further reading", "in case you missed it", "dont miss", "keep reading",
    "what to read next", "full coverage", "around the web", "berita terkait", "artikel terkait", "baca juga",
    "berita lainnya", "artikel lainnya", "terkait", "terpopuler", "berita terpopuler", "berita terbaru",
    "simak juga", "lihat juga", "articles similaires", "articles liés", "à lire aussi", "lire aussi",
    "sur le même sujet", "à découvrir", "les plus lus", "dans la même rubrique", "plus d'articles",
    "voir aussi", "verwandte artikel", "ähnliche artikel", "mehr zum thema", "weitere artikel",
    "lesen sie auch", "auch interessant", "meistgelesen", "das könnte sie auch interessieren",
    "weitere nachrichten", "mehr nachrichten", "noticias relacionadas", "artículos relacionados",
    "te puede interesar", "más noticias", "lea también", "lee también", "relacionadas", "notícias relacionadas",
    "leia também", "veja também", "mais lidas", "articoli correlati", "leggi anche", "potrebbe interessarti",
    "notizie correlate", "ilgili haberler", "benzer haberler", "diğer haberler", "bunlar da ilginizi çekebilir",
    "gerelateerde artikelen", "lees ook", "meer nieuws", "похожие новости", "читайте также", "по теме",
    "другие новости", "читать также", "новости по теме", "اخبار مرتبط", "مطالب مرتبط", "بیشتر بخوانید",
    "مطالب پیشنهادی", "پربازدیدترین", "خبرهای مرتبط", "متعلقہ خبریں", "相关新闻", "相关阅读", "関連記事",
    "あわせて読みたい", "관련기사", "tin liên quan", "ilgili haberler", "İlgili haberler", "benzer haberler",
    "diğer haberler", "en çok okunanlar", "çok okunanlar", "اخبار مشابه", "پربیننده‌ترین", "مزید خبریں",
    "مزید پڑھیں", "یہ بھی پڑھیں", "سب سے زیادہ پڑھی جانے والی", "روابط ذات صلة", "czytaj więcej", "läs mer",
    "اقرأ المزيد من المقالات", "همچنین بخوانید", "بیشتر بدانید", "پربازدیدترین ها", "پربحث ترین ها", "مطالب مشابه",
    "یہ بھی پڑھیے", "متعلقہ مضامین", "سب سے زیادہ پڑھی گئی", "مقبول ترین", "यह भी पढ़ें", "ये भी पढ़ें", "इसे भी पढ़ें",
    "और पढ़ें", "संबंधित खबरें", "सबसे ज़्यादा पढ़ी गई", "आज की ताज़ा खबर", "আরও পড়ুন", "আরও খবর", "সর্বাধিক পঠিত",
    "קראו גם", "כתבות נוספות", "עוד בנושא", "הכי נקראות", "ilginizi çekebilir", "bunlara da göz atın",
    "материалы по теме", "читайте по теме", "самое читаемое", "вам может понравиться", "читайте також",
    "推荐阅读", "相关报道", "热门文章", "热门新闻", "延伸閱讀", "相關新聞", "推薦閱讀", "熱門新聞",
    "関連ニュース", "関連リンク", "おすすめ記事", "アクセスランキング", "관련 기사", "추천 기사", "많이 본 뉴스",
    "đọc thêm", "tin cùng chuyên mục", "đọc nhiều", "przeczytaj także", "zobacz też", "najczęściej czytane",
    "čtěte také", "související články", "nejčtenější", "meest gelezen", "mest lest", "mest læst", "mest lästa",
    "les også", "læs også", "läs också", "lue myös", "luetuimmat", "i più letti", "más leídas", "lo más leído",
    "mehr aus", "mehr dazu", "auch lesenswert",
)  # fmt: skip

LABELS = (
    # Leaving for the story's own page, keeping it for later.
    "view original article", "view original", "original article", "read original article", "read at source",
    "read the original", "go to source", "visit website", "view source", "full article", "add to list",
    "read later", "report", "report this", "hide", "not interested", "اقرأ الخبر كاملا", "اقرأ الخبر كاملا من المصدر",
    "اقرأ المقال كاملا", "اقرأ من المصدر", "الخبر كاملا", "المقال كاملا", "قراءة الخبر كاملا", "عرض المصدر",
    "زيارة الموقع", "رابط الخبر", "الانتقال إلى المصدر", "أضف إلى القائمة", "مفضلة", "إبلاغ", "الإبلاغ", "إخفاء",
    "lihat sumber asli", "voir l'article original", "originalartikel", "zum originalartikel", "ver original",
    "orijinal haber",
    # Sharing, saving, printing, size of letters.
    "شارك الخبر", "شارك المقال", "شارك هذا المقال", "شارك هذا الخبر", "شاركها", "شاركنا", "مشاركه",
    "شارك الموضوع", "شارك على", "شارك عبر", "مشاركة الخبر", "مشاركة المقال", "مشاركة عبر", "نسخ الرابط",
    "انسخ الرابط", "تم النسخ", "تم نسخ الرابط", "رابط مختصر", "الرابط المختصر", "تكبير الخط", "تصغير الخط",
    "حجم الخط", "استمع إلى المقال", "استمع للخبر", "استمع للمقال", "أضف إلى المفضلة", "المفضلة", "واتس اب",
    "بينتيريست", "البريد الإلكتروني", "عبر البريد", "short url", "short link", "share", "share this",
    "share this article", "share this story", "share this post", "share article", "share on", "share via",
    "share on facebook", "share on twitter", "share on x", "share on whatsapp", "share on linkedin",
    "share on telegram", "tweet", "messenger", "copy link", "link copied", "bookmark", "listen to this article",
    "font size", "text size", "a a", "viber", "bagikan", "bagikan artikel", "salin tautan", "partager",
    "partager cet article", "imprimer", "teilen", "drucken", "artikel teilen", "compartir", "imprimir",
    "compartilhar", "condividi", "stampa", "paylaş", "yazdır", "поделиться", "печать", "اشتراک گذاری", "چاپ",
    "لینک کوتاه", "کپی لینک",
    # Pictures and parts of the page named by their alternative text.
    "logo", "showcase", "img", "avatar", "thumbnail", "placeholder", "loading", "loading...", "spinner",
    "open menu", "close menu", "toggle navigation", "hamburger", "mute", "play video", "slideshow", "شعار",
    "الشعار", "أيقونة", "جار التحميل", "جاري التحميل", "جاري التحميل...", "إغلاق", "أغلق", "hero image",
    "featured image", "author image", "profile picture", "الصورة الرئيسية", "صورة الخبر", "صورة الكاتب",
    # Finding one's way.
    "الرئيسية", "الصفحة الرئيسية", "homepage", "back to top", "go to top", "scroll to top", "skip to content",
    "skip to main content", "skip to navigation", "العودة للأعلى", "إلى الأعلى", "العودة إلى الأعلى", "التالي",
    "السابق", "الخبر التالي", "الخبر السابق", "المقال التالي", "المقال السابق", "الموضوع التالي",
    "الموضوع السابق", "next article", "previous article", "next post", "previous post", "next story",
    "previous story", "see all", "view all", "show all", "show more", "load more", "view more", "see more",
    "read more", "continue reading", "read full story", "read the full story", "full story",
    "read full article", "more...", "عرض المزيد", "عرض الكل", "شاهد المزيد", "اقرأ المزيد", "إقرأ المزيد",
    "قراءة المزيد", "تابع القراءة", "أكمل القراءة", "مواصلة القراءة", "تحميل المزيد", "أظهر المزيد",
    "انتقل إلى المحتوى", "تخطى إلى المحتوى", "cari", "pencarian", "beranda", "selengkapnya",
    "baca selengkapnya", "lihat semua", "muat lainnya", "rechercher", "recherche", "lire la suite",
    "en savoir plus", "voir plus", "voir tout", "suche", "startseite", "weiterlesen", "mehr lesen",
    "mehr anzeigen", "zurück", "nach oben", "buscar", "leer más", "seguir leyendo", "ver más", "ler mais",
    "leia mais", "continua a leggere", "leggi tutto", "ana sayfa", "devamını oku", "zoeken", "lees meer",
    "lees verder", "поиск", "главная", "читать далее", "подробнее", "جستجو", "صفحه اصلی", "خانه", "ادامه مطلب",
    "更多", "もっと見る", "더보기",
    # Comments.
    "تعليقات", "التعليقات", "أضف تعليق", "أضف تعليقا", "أضف تعليقك", "اترك تعليقا", "اترك تعليقك", "اترك رد",
    "اترك ردا", "اكتب تعليقك", "التعليقات مغلقة", "لا توجد تعليقات", "لا يوجد تعليقات", "لا يوجد تعليقات بعد",
    "لا توجد تعليقات بعد", "لا تعليقات", "كن أول من يعلق", "إلغاء الرد", "إرسال التعليق", "comments",
    "no comments", "no comments yet", "add comment", "add a comment", "leave a comment", "leave a reply",
    "post a comment", "write a comment", "join the conversation", "be the first to comment",
    "comments are closed", "view comments", "show comments", "cancel reply", "sort by", "log in to comment",
    "komen", "komentar", "tulis komentar", "belum ada komentar", "beri komentar", "kirim komentar",
    "commentaire", "commentaires", "aucun commentaire", "laisser un commentaire", "ajouter un commentaire",
    "kommentar", "kommentare", "keine kommentare", "kommentar schreiben", "comentario", "comentarios",
    "deja un comentario", "sin comentarios", "comentários", "commenti", "nessun commento", "yorum", "yorumlar",
    "yorum yap", "reacties", "reageer", "комментарии", "оставить комментарий", "нет комментариев", "دیدگاه",
    "نظر شما", "ارسال نظر", "评论", "コメント", "댓글",
    # Fields to fill in.
    "بريدك الإلكتروني", "البريد الإلكتروني", "أدخل بريدك الإلكتروني", "ادخل بريدك", "your email", "enter your email",
    "email address", "your email address", "enter your email address", "e posta adresiniz", "votre e mail",
    # The end of a list of stories.
    "you're all caught up", "you are all caught up", "all caught up", "no more stories", "end of feed", "back to top",
    "لا مزيد من الأخبار", "لا يوجد المزيد", "وصلت إلى النهاية", "إلى الأعلى", "العودة إلى الأعلى",
    # Advertising, subscribing, following.
    "إعلان", "إعلانات", "اعلان ممول", "محتوى ممول", "مساحة إعلانية", "إعلان مدفوع", "advertisement",
    "advertising", "ad", "sponsored", "sponsored content", "promoted", "paid content", "advertorial",
    "publicité", "werbung", "publicidad", "publicidade", "pubblicità", "advertentie", "реклама", "تبلیغات",
    "آگهی", "广告", "広告", "광고", "scroll to continue", "article continues below",
    "article continues below advertisement", "story continues below advertisement", "اشترك", "اشترك الآن",
    "اشترك معنا", "الاشتراك", "سجل الآن", "تسجيل الدخول", "سجل الدخول", "إنشاء حساب", "تابعنا", "تابعونا", "تابعنا على",
    "تابعونا على", "النشرة البريدية", "القائمة البريدية", "النشرة الإخبارية", "انضم إلينا", "subscribe",
    "subscribe now", "sign up", "sign in", "log in", "create account", "newsletter", "newsletters", "follow us",
    "follow us on", "follow", "join us", "get the app", "download app", "download our app", "download the app",
    "app store", "google play", "play store", "appgallery", "حمل التطبيق", "حمل التطبيق الآن", "حمل تطبيقنا",
    "نزل التطبيق", "تحميل التطبيق", "تطبيقاتنا", "متجر التطبيقات", "جوجل بلاي", "غوغل بلاي", "آب ستور",
    "unduh aplikasi", "berlangganan", "ikuti kami", "télécharger l'application", "s'abonner", "abonnez vous",
    "se connecter", "suivez nous", "abonnieren", "anmelden", "newsletter abonnieren", "app herunterladen",
    "suscríbete", "suscribirse", "iniciar sesión", "síguenos", "descarga la app", "assine", "siga nos",
    "iscriviti", "abone ol", "giriş yap", "uygulamayı indir", "подписаться", "войти", "скачать приложение",
    "عضویت", "دانلود اپلیکیشن",
    # Legal lines.
    "جميع الحقوق محفوظة", "سياسة الخصوصية", "شروط الاستخدام", "الشروط والأحكام", "اتصل بنا", "تواصل معنا",
    "أعلن معنا", "all rights reserved", "privacy policy", "terms of use", "terms of service",
    "terms and conditions", "cookie policy", "cookie settings", "advertise with us", "accept all",
    "accept cookies", "reject all", "manage cookies", "kebijakan privasi", "tentang kami", "hubungi kami",
    "mentions légales", "politique de confidentialité", "impressum", "datenschutz", "aviso legal",
    "política de privacidad", "gizlilik politikası", "iletişim",
    # Headings of boxes that hold no text of the story.
    "الكلمات المفتاحية", "كلمات مفتاحية", "كلمات دلالية", "الكلمات الدلالية", "الوسوم", "هاشتاغ", "tags", "tag",
    "keywords", "mots clés", "schlagwörter", "etiquetas", "теги", "برچسب ها", "breaking news", "powered by",
    "table of contents", "جدول المحتويات", "daftar isi", "search", "iklan", "anuncio", "annonce", "anzeige",
    "reklam", "تعليق", "comment", "rss", "ایپ ڈاؤن لوڈ کریں", "ڈاؤن لوڈ", "جملہ حقوق محفوظ ہیں",
    "جملہ حقوق محفوظ", "tüm hakları saklıdır", "anasayfa", "حقوق محفوظ", "تمامی حقوق محفوظ است",
    "tous droits réservés", "alle rechte vorbehalten", "todos los derechos reservados", "listen", "متجر آبل",
    "دیدگاه ها", "ارسال دیدگاه", "unsubscribe", "manage your preferences", "manage preferences",
    "update your preferences", "view in browser",
    "قيم التطبيق", "rate the app", "rate this app", "haberin devamı", "abone olun", "bültenimize abone olun", "mailto",
    "view this email in your browser", "إلغاء الاشتراك",
    "se désabonner", "abmelden", "téléchargez l'application",
)  # fmt: skip

# A short line that opens so is boilerplate, headline and all ("Read also: ...").
OPENINGS = (
    "اقرأ أيضا", "إقرأ أيضا", "اقرا ايضا", "اقرأوا أيضا", "شاهد أيضا", "طالع أيضا", "قد يهمك أيضا",
    "قد يعجبك أيضا", "مواضيع ذات صلة", "أخبار ذات صلة", "read also", "also read", "also see", "see also",
    "read more", "related", "watch", "baca juga", "simak juga", "lihat juga", "à lire aussi", "lire aussi",
    "lesen sie auch", "lea también", "lee también", "leia também", "leggi anche", "lees ook", "читайте также",
    "بیشتر بخوانید", "share this", "share on", "شارك على", "شارك عبر", "مشاركة عبر", "تابعونا على",
    "تابعنا على", "follow us on", "click here", "اضغط هنا", "للاشتراك في", "click to share", "tags", "الوسوم",
    "كلمات دلالية", "الكلمات المفتاحية", "كلمات مفتاحية", "كلمات دليلية", "الكلمات الدلالية", "التصنيف",
    "التصنيفات", "الأقسام", "filed under", "topics", "categories", "category", "keywords", "etiketler",
    "etiketlər", "mots clés", "schlagwörter", "schlagworte", "etiquetas", "برچسب ها", "partager sur", "teilen auf",
    "compartir en", "compartilhar no", "condividi su", "bagikan ke", "یہ بھی پڑھیں", "مزید پڑھیں", "ilgili haber",
    "czytaj więcej", "czytaj też", "czytaj także", "zobacz też", "läs också", "läs mer", "les også", "læs også",
    "lue myös", "citește și", "по теме", "te puede interesar", "相关阅读", "延伸阅读", "あわせて読みたい",
    "همچنین بخوانید", "یہ بھی پڑھیے", "यह भी पढ़ें", "ये भी पढ़ें", "আরও পড়ুন", "קראו גם", "延伸閱讀",
    "читайте по теме", "čtěte také", "関連記事", "続きを読む", "baca selengkapnya", "xem thêm", "đọc thêm",
    "mehr lesen", "mehr zum thema", "lire la suite", "leer más", "leia mais", "devamını oku",
    "اقرأ المزيد", "קרא עוד",
)  # fmt: skip
# Of these a line counts only with a colon, a bar or an arrow after them: they open sentences too.
OPENINGS_WITH_MARK = (
    "related",
    "watch",
    "read more",
    "tags",
    "see also",
    "also see",
    "الوسوم",
    "المزيد",
    "كلمات دليلية",
    "التصنيف",
    "التصنيفات",
    "الأقسام",
    "filed under",
    "topics",
    "categories",
    "category",
    "keywords",
    "etiketler",
    "etiketlər",
    "mots clés",
    "schlagwörter",
    "schlagworte",
    "etiquetas",
    "برچسب ها",
    "ilgili haber",
    "по теме",
    "te puede interesar",
    "関連記事",
    "続きを読む",
    "baca selengkapnya",
    "xem thêm",
    "đọc thêm",
    "mehr lesen",
    "mehr zum thema",
    "lire la suite",
    "leer más",
    "leia mais",
    "devamını oku",
    "اقرأ المزيد",
    "קרא עוד",
)

EDGE_LABELS = (
    # Also subheadings, or the names of companies that a story lists.
    "background", "picture", "photo", "image", "topics", "about", "contact", "kontakt", "رد", "الرد", "علق",
    "متابعة", "تابع", "انشر", "إرسال", "التفاصيل", "استطلاع", "quiz", "poll", "live", "مباشر", "بث مباشر",
    "follow", "following", "listen", "more", "next", "previous", "back", "home", "menu", "save", "saved",
    "email", "e mail", "video", "play", "masuk", "merken", "guardar", "retour", "accept", "قبول", "موافق",
    "أوافق", "mehr", "بیشتر", "صورة", "قائمة", "القائمة", "gallery", "copy", "copied", "close", "pause",
    "arrow", "x", "pocket", "threads", "register", "تسجيل", "الاستماع", "استمع", "مشاركة", "شارك", "احفظ",
    "حفظ", "وسوم", "العلامات", "inicio", "início", "ara", "delen", "accueil", "ورود", "ارسال", "نظرات",
    "breaking", "عاجل", "login", "contacto", "daftar", "pub", "banner", "icon", "المزيد", "تفاصيل أكثر",
    "المزيد من التفاصيل", "للمزيد", "لمزيد من التفاصيل", "reply", "ads", "etiketler", "print", "طباعة", "اطبع",
    "من نحن", "about us", "contact us", "instagram", "youtube", "facebook", "twitter", "whatsapp", "telegram",
    "linkedin", "tiktok", "snapchat", "فيسبوك", "تويتر", "واتساب", "يوتيوب", "انستغرام", "انستجرام", "إنستغرام",
    "تيك توك", "سناب شات", "ماسنجر", "لينكد إن", "لينكدإن", "تيليجرام", "تلغرام", "تليجرام", "تيليغرام",
    "reddit", "pinterest", "بحث", "البحث", "ابحث", "أخبار", "الأخبار", "سياسة", "اقتصاد", "رياضة", "ثقافة",
    "فن", "منوعات", "تكنولوجيا", "تقنية", "علوم", "صحة", "رأي", "مقالات", "فيديو", "صور", "بودكاست", "عالم",
    "محليات", "عربي", "دولي", "عربي ودولي", "اقتصاد وأعمال", "news", "politics", "business", "economy", "sport",
    "sports", "culture", "technology", "tech", "science", "health", "opinion", "world", "entertainment",
    "lifestyle", "podcast", "podcasts", "videos", "photos", "en", "ar", "fr", "english", "العربية", "français",
    "dark mode", "الوضع الليلي", "berita", "olahraga", "politik", "teknologi", "politique", "économie",
    "culture", "wirtschaft", "kultur", "política", "economía", "siyaset", "ekonomi", "time", "date", "clock",
    "calendar", "source", "rating", "views", "download", "embed", "transcript", "son dakika", "تازہ ترین", "ہوم",
    "gift", "gift article", "discover", "for you", "pressekontakt", "press contact", "press contacts", "media contact",
    "media contacts", "contact presse", "contacts presse", "contacto de prensa", "basın iletişim", "للتواصل الإعلامي",
    "الاتصال الإعلامي", "责任编辑", "编辑",
)  # fmt: skip

# Advertising for an app, a newsletter, a feature, a channel: a verb that calls on the reader and its object.
CALLS = (
    "تحميل", "تنزيل", "اسأل", "للمتابعة", "الاشتراك", "التسجيل",
    "حمل", "حملوا", "نزل", "قم بتحميل", "قم بتنزيل", "حمل الآن", "جرب", "جربوا", "اكتشف", "اكتشفوا", "اشترك",
    "اشتركوا", "تابع", "تابعوا", "تابعنا", "تابعونا", "انضم", "انضموا", "سجل", "سجلوا", "احصل", "احصلوا",
    "استمتع", "فعل", "مستعد", "ابدأ", "كن أول", "لا تفوت", "لمتابعة", "للحصول", "يمكنكم متابعة", "يمكنك متابعة",
    "لتصلك", "download", "get", "install", "try", "discover", "explore", "subscribe", "follow", "join",
    "sign up", "sign in", "log in", "register", "ready to", "stay", "enjoy", "upgrade", "unlock", "start",
    "don't miss", "never miss", "be the first", "want", "like", "support", "unduh", "dapatkan", "ikuti", "coba",
    "daftar", "téléchargez", "abonnez", "inscrivez", "suivez", "découvrez", "essayez", "recevez", "laden sie",
    "abonnieren", "abonnieren sie", "melden sie", "folgen sie", "testen sie", "entdecken sie", "descarga",
    "suscríbete", "síguenos", "descubre", "prueba", "baixe", "assine", "siga", "scarica", "iscriviti",
    "seguici", "indir", "indirin", "takip", "abone", "скачайте", "подпишитесь", "подписывайтесь", "установите",
)  # fmt: skip
OBJECTS = (
    "التطبيق", "تطبيقنا", "تطبيق", "متجر", "ميزات", "ميزة", "لدينا", "من أجلك", "مجانا", "نشرتنا", "النشرة",
    "قناتنا", "قناة", "صفحتنا", "حسابنا", "حساباتنا", "واتساب", "تلغرام", "تليجرام", "تيليجرام", "فيسبوك",
    "تويتر", "المساعد", "الدخول",
    "غوغل نيوز", "جوجل نيوز", "بريدك", "الإشعارات", "التنبيهات", "رحلتك", "اشتراكك", "ai", "app",
    "our app", "application", "newsletter", "newsletters", "inbox", "our", "for you", "free", "channel",
    "notifications", "alerts", "app store", "google play", "premium", "subscription", "account", "google news",
    "whatsapp", "telegram", "facebook", "twitter", "instagram", "youtube", "features", "your journey",
    "aplikasi", "saluran", "appli", "notre", "lettre", "unsere", "unseren", "kanal", "nuestra", "nuestro",
    "boletín", "aplicación", "aplicativo", "nosso", "nossa", "nostra", "nostro", "uygulama", "uygulamayı",
    "bülten", "bültenimize", "приложение", "канал", "рассылку",
)  # fmt: skip
# What only the page itself has: a call that names it is no sentence of the story, wherever it stands.
OWN_OBJECTS = (
    "تطبيقنا", "نشرتنا", "قناتنا", "صفحتنا", "حسابنا", "حساباتنا", "بريدك", "our app", "our newsletter",
    "our newsletters", "our channel", "newsletter", "your inbox", "notre newsletter", "notre lettre",
    "notre application", "unseren newsletter", "unsere app", "nuestro boletín", "nuestra app", "bültenimize",
)  # fmt: skip
# An advertisement that is a whole sentence must speak to the reader as well.
TO_THE_READER = (
    "الآن", "لديك", "رحلتك", "بريدك", "هاتفك", "من أجلك", "لدينا", "معنا", "حسابك", "اشتراكك", "جهازك", "عبر",
    "your", "you", "now", "us", "our", "ihre", "ihren", "sie", "vous", "votre", "nos", "tu", "anda", "kami",
    "seu", "sua", "sizin",
)  # fmt: skip
# What is counted under a text.
COUNTED = (
    "أعجبني", "معجب", "معجبون", "رد", "ردود", "متابع", "متابعون", "reply", "saves", "claps", "j'aime", "beğeni", "suka",
    "مشاهدة", "مشاهدات", "عدد المشاهدات", "المشاهدات", "قراءة", "عدد القراءات", "إعجاب", "مشاركة", "مشاركات",
    "زيارة", "تعليق", "تعليقات", "عدد التعليقات", "التعليقات", "views", "view", "likes", "like", "shares",
    "share", "reads", "comments", "comment", "replies", "reactions", "votes", "claps", "komentar",
    "commentaires", "kommentare", "comentarios", "yorum", "reacties", "vues", "aufrufe", "visitas", "dilihat",
    "комментариев", "просмотров", "نظر", "بازدید",
)  # fmt: skip
ADVERTISEMENTS = (
    "إعلان", "إعلانات", "اعلان ممول", "مساحة إعلانية", "advertisement", "advert", "ad", "ads", "ad slot",
    "sponsored", "iklan", "publicité", "annonce", "anzeige", "werbung", "publicidad", "anuncio", "publicidade",
    "pubblicità", "reklam", "реклама", "تبلیغات", "آگهی", "اشتہار", "reklama", "mainos", "annons", "广告", "広告",
)  # fmt: skip
NUMBER_MARKS = ("رقم", "no", "number", "nr", "num", "nº", "شماره", "no")
# Words that stand together in a rate of exchange.
TICKER_PAIRS = (("شراء", "بيع"), ("buy", "sell"), ("alış", "satış"), ("الدولار", "اليورو"), ("usd", "eur"))
READING_TIME = (
    r"(?:مده|وقت|زمن)\s+القراءه.*"
    r"|(?:دقائق|دقايق|دقيقه|دقيقتان|دقيقتين|ثواني|ثانيه)\s*(?:واحده\s*)?(?:للقراءه|قراءه|لقراءه.*)"
    r"|قراءه\s+(?:في\s+)?(?:دقائق|دقايق|دقيقه|دقيقتين)"
    r"|(?:min|mins|minute|minutes)\s+(?:read|to read|reading|read time)|(?:reading|read)\s+time.*"
    r"|(?:menit|min)\s+(?:baca|membaca|de lecture|de lectura|lesezeit|okuma|de leitura|di lettura)"
    r"|(?:minutes? de lecture|minutos de lectura|minuti di lettura|minuten lesezeit|lesezeit.*|dk okuma.*)"
    r"|listen(?:ing)?(?: time)? (?:min|mins|minutes)|(?:min|mins|minutes) listen"
    r"|temps de lecture.*|мин чтения|минут чтения|دقيقه مطالعه|زمان مطالعه.*"
)
SOURCES = (
    "المصدر", "المصادر", "مصدر", "مصادر", "نقلا عن", "عن", "بتصرف", "source", "sources", "via", "credit",
    "sumber", "quelle", "quellen", "fuente", "fuentes", "fonte", "fonti", "kaynak", "bron", "источник", "منبع",
    "منابع", "ماخذ", "kilde", "källa",
)  # fmt: skip
