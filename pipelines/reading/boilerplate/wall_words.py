"""What walls say of themselves in the languages of the press, in headings and in their few sentences. Data only.

`NOTICES` are whole headings, `OPENINGS` open one; both are compared after folding (`text.normalize`). The patterns
are looked for in paragraphs.
"""

from __future__ import annotations

ERROR_NOTICES = (
    "404", "403", "410", "500", "502", "503", "404 not found", "404 error", "error 404", "error 403", "403 forbidden",
    "404 page not found", "410 gone", "500 internal server error", "502 bad gateway", "503 service unavailable",
    "not found", "forbidden", "access denied", "service unavailable", "internal server error", "bad gateway",
    "gateway timeout", "article not found", "خطأ 404", "غير موجود", "erreur 404", "fehler 404", "nicht gefunden",
    "hata 404", "404 hatası", "خطای 404", "خطا 404", "ошибка 404", "errore 404", "erro 404",
)  # fmt: skip
ERROR_OPENINGS = (
    "page not found", "sorry page not found", "page cannot be found", "the page cannot be found",
    "this page does not exist", "this page doesn't exist", "the page you", "the requested page", "we can't find",
    "we couldn't find", "we could not find", "sorry we can't find", "sorry we couldn't find",
    "this page is unavailable", "sorry this page", "this content is no longer available", "الصفحة غير موجودة",
    "الصفحة التي", "الصفحة المطلوبة", "عذرا الصفحة", "عفوا الصفحة", "هذه الصفحة غير", "لم يتم العثور على",
    "لم نعثر على", "المحتوى غير متاح", "page introuvable", "page non trouvée", "cette page n'existe",
    "la page demandée", "seite nicht gefunden", "diese seite existiert", "diese seite wurde", "die seite wurde nicht",
    "die angeforderte seite", "página no encontrada", "esta página no existe", "no encontramos", "sayfa bulunamadı",
    "aradığınız sayfa", "صفحه یافت نشد", "صفحه پیدا نشد", "صفحه مورد نظر", "صفحہ نہیں ملا", "страница не найдена",
    "такой страницы", "página não encontrada", "pagina non trovata", "pagina niet gevonden",
    "halaman tidak ditemukan", "页面不存在", "找不到页面", "您访问的页面", "ページが見つかりません", "お探しのページ",
)  # fmt: skip
CHALLENGE_NOTICES = (
    "just a moment", "one moment please", "one more step", "attention required", "are you a robot", "are you human",
    "security check", "checking your browser", "verification required", "human verification", "لحظة من فضلك",
    "لحظة واحدة", "هل أنت روبوت", "التحقق من الأمان", "التحقق من المتصفح", "un instant", "vérification de sécurité",
    "un momento", "einen moment", "einen moment bitte", "sicherheitsüberprüfung", "bir dakika", "bir dakika lütfen",
    "güvenlik doğrulaması", "لطفا صبر کنید", "یک لحظه صبر کنید", "подождите", "один момент", "проверка безопасности",
    "ddos guard", "please wait",
)  # fmt: skip
CHALLENGE_OPENINGS = (
    "checking your browser", "checking if the site", "verify you are", "verifying you are", "please verify",
    "confirm you are", "prove you are", "تحقق من أنك", "جاري التحقق", "تأكد من أنك", "vérifiez que vous",
    "bitte bestätigen sie dass sie", "verifica que eres", "robot olmadığınızı", "insan olduğunuzu", "تایید کنید که",
    "подтвердите что вы",
)  # fmt: skip
PAYWALL_NOTICES = (
    "subscribe", "subscribe now", "subscribers only", "for subscribers only", "members only", "log in", "login",
    "sign in", "sign up", "register", "create an account", "create a free account", "members only content",
    "exclusive content", "premium content", "اشترك", "اشترك الآن", "تسجيل الدخول", "سجل الدخول", "للمشتركين فقط",
    "محتوى حصري للمشتركين", "خاص بالمشتركين", "إنشاء حساب", "connexion", "se connecter", "connectez vous",
    "identifiez vous", "abonnez vous", "article réservé aux abonnés", "réservé aux abonnés", "anmelden", "einloggen",
    "login erforderlich", "nur für abonnenten", "iniciar sesión", "inicia sesión", "suscríbete", "solo suscriptores",
    "contenido exclusivo para suscriptores", "giriş yap", "üye girişi", "abone ol", "abonelere özel", "ورود",
    "ورود به سایت", "ویژه مشترکان", "войти", "вход", "только для подписчиков", "accedi", "solo per abbonati",
    "entrar", "exclusivo para assinantes", "inloggen", "登录", "请登录", "ログイン", "会員限定",
)  # fmt: skip
PAYWALL_OPENINGS = (
    "subscribe to read", "subscribe to unlock", "subscribe to continue", "subscribe for full access",
    "subscribe now to", "log in to read", "log in to continue", "sign in to read", "sign in to continue",
    "register to read", "register to continue", "register for free to", "to continue reading",
    "continue reading with", "keep reading with", "this article is for subscribers", "this article is for paying",
    "this article is reserved", "this article is only", "this content is for subscribers", "this content is reserved",
    "this story is for subscribers", "you've reached your limit", "you have reached your limit", "you've read your",
    "already a subscriber", "unlock this article", "unlock the full", "choose your subscription", "choose a plan",
    "هذا المحتوى مخصص للمشتركين", "هذا المحتوى للمشتركين", "هذا المقال مخصص للمشتركين", "هذا المقال للمشتركين",
    "هذه المادة للمشتركين", "هذا المحتوى خاص بالمشتركين", "هذا المحتوى متاح للمشتركين", "هذا المقال متاح للمشتركين",
    "اشترك لقراءة", "اشترك لمتابعة", "اشترك الآن لقراءة", "اشترك الآن لمتابعة", "سجل الدخول لقراءة",
    "سجل الدخول لمتابعة", "سجل مجانا", "لمتابعة القراءة", "لقراءة المقال كاملا", "il vous reste",
    "la suite est réservée", "cet article est réservé", "ce contenu est réservé", "contenu réservé aux abonnés",
    "pour lire la suite", "abonnez vous pour", "connectez vous pour", "créez un compte pour", "inscrivez vous pour",
    "dieser artikel ist nur", "dieser inhalt ist nur", "diesen artikel weiterlesen", "weiterlesen mit",
    "jetzt weiterlesen", "melden sie sich an", "exklusiv für abonnenten", "este artículo es exclusivo",
    "suscríbete para", "inicia sesión para", "regístrate para", "para seguir leyendo", "bu içerik abone",
    "bu içerik sadece", "bu haber abone", "bu yazı abone", "okumaya devam etmek için", "devamını okumak için",
    "abone olun", "giriş yapın", "این مطلب ویژه", "این محتوا ویژه", "این محتوا مخصوص", "برای خواندن ادامه",
    "برای ادامه مطالعه", "برای مشاهده این", "یہ مواد صرف", "материал доступен", "доступно только",
    "чтобы читать дальше", "questo contenuto è riservato", "conteúdo exclusivo para", "alleen voor abonnees",
    "本文为付费", "订阅后", "この記事は有料", "この記事は会員",
)  # fmt: skip
CONSENT_NOTICES = (
    "before you continue", "before you go on", "we value your privacy", "we care about your privacy", "your privacy",
    "your privacy choices", "privacy settings", "cookie settings", "cookie consent", "your data your choice",
    "this site uses cookies", "قبل المتابعة", "نحن نقدر خصوصيتك", "نهتم بخصوصيتك", "إعدادات الخصوصية",
    "خصوصيتك تهمنا", "avant de continuer", "le respect de votre vie privée", "nous respectons votre vie privée",
    "vos choix de confidentialité", "gestion des cookies", "bevor sie fortfahren", "wir schätzen ihre privatsphäre",
    "ihre privatsphäre", "datenschutzeinstellungen", "privatsphäre einstellungen", "antes de continuar",
    "valoramos tu privacidad", "tu privacidad", "devam etmeden önce", "gizliliğinize önem veriyoruz",
    "gizlilik ayarları", "çerez ayarları", "پیش از ادامه", "قبل از ادامه", "حریم خصوصی شما", "تنظیمات حریم خصوصی",
    "мы ценим вашу конфиденциальность", "mit werbung weiterlesen", "prima di continuare", "uw privacy",
)  # fmt: skip
CONSENT_OPENINGS = (
    "we value your privacy", "we care about your privacy", "before you continue to", "we and our partners",
    "we use cookies", "نحن وشركاؤنا", "نستخدم ملفات تعريف", "nous et nos partenaires", "wir und unsere partner",
    "avec publicité ou", "continuer avec ou sans", "mit werbung oder", "nosotros y nuestros socios",
    "biz ve ortaklarımız",
)  # fmt: skip

CONSENT = (
    r"\bcookies?\b|\bconsent\b|\bprivacy (?:policy|settings|choices)\b|\bpartners?\b.*\bdata\b|"
    r"\blegitimate interests?\b|\bconsentement\b|\bpartenaires\b.*\bdonnées\b|\bvie privée\b|\bconsentimiento\b|"
    r"\bsocios\b.*\bdatos\b|einwillig|datenschutz|çerez|kişisel veri|gizlilik politikası|файл\w* cookie|"
    r"ملفات تعريف الارتباط|الكوكيز|سياسة الخصوصية|شركا\w*.{0,60}بيانات|کوکی|حریم خصوصی"
)
# What else is said where cookies are those of a site: one of these stands beside them.
OF_SITES = (
    r"\bacc?ept|\baceit|\baccett|\bagree|\bconsent|privacy|privacidad|\bpartner|browser|\bweb|\bsites?\b|"
    r"\bsitio|\bsito\b|\bdevice|\bpersonal|\btrack|\bnavig|\bnaveg|confidentialit|partenaire|vie privée|consentim|"
    r"akzeptier|einwillig|zustimm|datenschutz|çerez|kişisel|gizlilik|сайт|ملفات تعريف|الكوكيز|الخصوصية|بيانات|کوکی|حریم"
)
CHALLENGE = (
    r"just a moment|checking (?:your browser|if the site connection)|"
    r"verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a)|captcha|enable javascript and cookies|"
    r"attention required|ddos protection|security of your connection|unusual (?:traffic|activity)|not a robot|"
    r"vérifi\w+ que vous (?:êtes|n'êtes)|kein roboter|no eres un robot|robot olmadığınızı|ربات نیستید|не робот|"
    r"تحقق من أنك إنسان|التحقق من المتصفح|لست (?:روبوت|برنامج)"
)
ERROR = (
    r"\b(?:404|403|410|500|502|503)\b.{0,40}(?:not found|error|forbidden|gone|unavailable)|page (?:was )?not found|"
    r"access denied|page you (?:are looking|were looking|requested)|seite nicht gefunden|page introuvable|"
    r"página no (?:encontrada|existe)|sayfa bulunamadı|aradığınız sayfa|الصفحة غير موجودة|الصفحة التي تبحث عنها|"
    r"لم يتم العثور على الصفحة|صفحه یافت نشد|صفحه مورد نظر"
)
PAYWALL = (
    r"subscribe (?:now )?to (?:read|continue|unlock)|subscribers? only|for subscribers|already a subscriber|"
    r"(?:log|sign) ?in to (?:read|continue)|(?:create|register for) (?:a |your )?free account|cancel any ?time|"
    r"unlimited (?:digital )?access|complete digital access|pay a year upfront|abonnieren sie|jederzeit kündbar|"
    r"probemonat|réservée? aux abonnés|déjà abonné|abonnez-vous|sans engagement|résiliable|solo para suscriptores|"
    r"para suscriptores|ya eres suscriptor|cancela cuando|abonelere özel|abone olun|zaten abone|"
    r"istediğiniz zaman iptal|ویژه مشترکان|اشتراک تهیه|مشترک هستید|للمشتركين فقط|مخصص للمشتركين|متاح للمشتركين|"
    r"هل أنت مشترك|لمتابعة القراءة|اشترك (?:الآن )?(?:لقراءة|لمتابعة)|الإلغاء في أي وقت|только для подписчиков"
)
# What it costs by the month: this is about the page itself where a page tells that it is not free.
OFFER = (
    r"[$€£₺₽¥]\s?\d|\d\s?(?:[$€£₺₽¥]|euros?\b|tl\b|dollars?\b|دراهم|درهم|دينار|ريال|جنيه|دولار|ليرة|تومان)|"
    r"\b(?:per|a|each) (?:week|month|year)\b|\bpar (?:semaine|mois|an)\b|\b(?:pro|im) (?:woche|monat|jahr)\b|"
    r"\b(?:al|por) (?:mes|año|semana)\b|\baylık\b|\bayda\b|\byıllık\b|شهري|سنويا|ماهانه|سالانه|\b(?:free )?trial\b|"
    r"\bessai\b|\bprueba\b|\bsubscri\w+|\babonn\w+|\babo\b|\bsuscri\w+|\babone\w*|اشتراك|المشترك"
)
# The page speaks to its reader of what it does with him.
TO_THE_READER = (
    r"\b(?:you|your)\b|\bvous\b|\bvotre\b|\bvos\b|\bihre?[nrms]?\b|\bsie\b|\busted\b|\bsus?\b|\btus?\b|"
    r"\w+(?:ınız|iniz|unuz|ünüz)\w*|\bвас\b|\bваш\w*|شما|جهازك|خصوصيتك|موافقتك|بياناتك|يمكنك"
)
