"""What an outlet says to its reader in boxes beside a piece: subscribe, log in, allow this, mind the rules. Data only.

Folded before they are looked for (`text.normalize`). `CALLS` are said by an outlet of itself and in no piece; their
last word may go on ("abonnier"), and ` * ` stands for up to four words.
"""

from __future__ import annotations

GATE_CALLS = (
    # English
    "subscribe now", "subscribe today", "subscribe to read", "subscribe to continue", "subscribe to keep reading",
    "subscribe to unlock", "become a member", "become a subscriber", "become a supporter", "already a subscriber",
    "already a member", "already subscribed", "already have an account", "don t have an account",
    "not a subscriber", "not a member", "for subscribers", "subscribers only", "subscriber only", "members only",
    "exclusive to subscribers", "exclusive to members", "only available to subscribers", "log in to continue",
    "log in to read", "sign in to continue", "sign in to read", "please log in", "please sign in", "log in or",
    "sign in or", "register to read", "register to continue", "register for free", "register now",
    "create a free account", "create an account", "create your free account", "start your free trial",
    "start your trial", "choose a plan", "choose your plan", "choose your subscription", "see subscription options",
    "view subscription", "cancel anytime", "cancel any time", "cancel at any time", "unlimited access",
    "unlimited digital access", "you have reached your * limit", "you ve reached your * limit",
    "you have read your", "you ve read your", "your last free article", "your free articles",
    "free articles remaining", "free articles left", "articles left this month", "keep reading for",
    "keep reading with", "continue reading with", "continue reading for", "want to read on", "want to read more",
    "want to keep reading", "to continue reading", "to keep reading", "read this story for free",
    "unlock this article", "unlock this story", "unlock the full", "get unlimited", "get full access",
    "gain access to", "support our journalism", "support independent journalism", "activate * digital access",
    "members enjoy", "subscribers enjoy", "subscribers get", "subscribers can", "this article is for",
    "this story is for", "this content is for", "this article is reserved", "months for the price of",
    "first month free", "paid subscribers",
    # Arabic
    "اشترك الآن", "اشترك لقراءة", "اشترك لمتابعة", "اشترك لتقرأ", "اشترك لتكمل", "اشترك معنا", "اشترك اليوم",
    "هل أنت مشترك", "مشترك بالفعل", "أنت مشترك", "إذا كنت مشتركا", "إن كنت مشتركا", "إن كنت عضوا", "إذا كنت عضوا",
    "لست مشتركا", "هل لديك حساب", "لديك حساب", "ليس لديك حساب", "للمشتركين فقط", "مخصص للمشتركين", "متاح للمشتركين",
    "خاص بالمشتركين", "حصري للمشتركين", "للمشتركين", "حصري للأعضاء", "للأعضاء فقط", "خاص بالأعضاء", "متاح للأعضاء",
    "تابع القراءة باشتراك", "تابع القراءة مع", "لمتابعة القراءة", "لإكمال القراءة", "لمواصلة القراءة",
    "لتكمل القراءة", "لتكمل قراءة", "لقراءة المقال كاملا", "لقراءة بقية", "لقراءة النص كاملا",
    "للاطلاع على المقال كاملا", "للاطلاع على النص الكامل", "سجل الدخول", "سجل دخولك", "قم بتسجيل الدخول",
    "يرجى تسجيل الدخول", "تسجيل الدخول مطلوب", "سجل مجانا", "سجل الآن", "أنشئ حساب", "إنشاء حساب", "اختر الباقة",
    "اختر باقة", "اختر اشتراك", "باقات الاشتراك", "دخول غير محدود", "وصول غير محدود", "قراءة غير محدودة",
    "وصولا غير محدود", "دخولا غير محدود", "إلغاؤه في أي وقت", "الإلغاء في أي وقت", "يمكنك الإلغاء",
    "انضم إلى قرائنا", "كن عضوا", "كن مشتركا", "ابدأ اشتراكك", "جرب مجانا", "استنفدت * المقالات", "قرأت * المجانية",
    "يبدأ الاشتراك",
    # French
    "abonnez vous", "je m abonne", "m abonner", "s abonner dès", "déjà abonné", "déjà inscrit", "vous êtes abonné",
    "pas encore abonné", "réservé aux abonnés", "réservée aux abonnés", "réservés aux abonnés", "réservé à nos",
    "réservée à nos", "réservé aux membres", "il vous reste", "pour lire la suite", "pour continuer votre lecture",
    "poursuivez votre lecture", "pour poursuivre", "connectez vous", "se connecter", "je me connecte",
    "identifiez vous", "inscrivez vous", "créez un compte", "créez votre compte", "sans engagement", "résiliable",
    "le premier mois offert", "accès illimité", "en illimité", "choisissez votre offre", "profitez de notre offre",
    "découvrez nos offres", "soutenez notre", "devenez membre", "lisez la suite",
    # German
    "jetzt abonnieren", "jetzt weiterlesen", "weiterlesen mit", "jetzt testen", "kostenlos testen",
    "wochen kostenlos", "testen sie", "jederzeit kündbar", "monatlich kündbar", "bereits abonnent",
    "schon abonnent", "sie sind abonnent", "sie haben bereits", "sie haben schon", "noch kein abo",
    "noch kein konto", "hier anmelden", "hier einloggen", "jetzt anmelden", "jetzt einloggen", "jetzt registrieren",
    "bitte melden sie sich", "bitte loggen sie", "registrieren sie sich", "melden sie sich", "loggen sie sich",
    "nur für abonnenten", "exklusiv für abonnenten", "für abonnenten", "nur für registrierte", "nur für mitglieder",
    "dieser artikel ist nur", "dieser inhalt ist nur", "um den ganzen", "um den vollständigen", "um weiterzulesen",
    "um diesen artikel", "wählen sie ihr", "werden sie mitglied", "unbegrenzter zugang", "unbegrenzten zugang",
    "lesen sie alle artikel", "alle artikel lesen", "weiterlesen im abo",
    # Spanish, Portuguese, Italian, Dutch
    "suscríbete", "suscríbase", "ya eres suscriptor", "ya soy suscriptor", "eres suscriptor",
    "exclusivo para suscriptores", "solo para suscriptores", "para suscriptores", "para seguir leyendo",
    "para continuar leyendo", "para leer el artículo", "regístrate", "regístrese", "inicia sesión",
    "iniciar sesión", "inicie sesión", "accede aquí", "si ya tienes una cuenta", "ya tienes cuenta",
    "crea tu cuenta", "crear cuenta", "sin permanencia", "cancela cuando", "el primer mes", "acceso ilimitado",
    "sin límites", "hazte socio", "hazte suscriptor", "elige tu plan", "assine", "já é assinante",
    "exclusivo para assinantes", "faça login", "para continuar lendo", "crie sua conta", "cancele quando",
    "abbonati", "sei già abbonato", "riservato agli abbonati", "accedi per", "registrati per",
    "per continuare a leggere", "continua a leggere con", "disdici quando", "alleen voor abonnees", "al abonnee",
    "log in om", "neem een abonnement", "word lid", "lees verder met",
    # Turkish, Russian, Persian, Urdu
    "abone ol", "abonelere özel", "zaten abone", "üye ol", "üye girişi", "üyelere özel", "giriş yap",
    "okumaya devam etmek için", "devamını okumak için", "istediğiniz zaman iptal", "hesap oluştur",
    "оформите подписку", "оформить подписку", "подпишитесь", "уже подписаны", "только для подписчиков",
    "для подписчиков", "чтобы читать дальше", "войдите", "зарегистрируйтесь", "ویژه مشترکان", "مخصوص مشترکان",
    "ویژه مشترکین", "مخصوص مشترکین", "ویژه اعضا", "اشتراک تهیه", "تهیه اشتراک", "خرید اشتراک", "مشترک هستید",
    "عضو هستید", "مشترک شوید", "وارد حساب", "وارد شوید", "ثبت نام کنید", "حساب کاربری", "برای خواندن ادامه",
    "برای خواندن متن کامل", "برای ادامه مطالعه", "برای مطالعه کامل", "ادامه مطلب ویژه", "لاگ ان کریں",
    "سبسکرائب کریں", "رکنیت حاصل",
)  # fmt: skip
OTHER_CALLS = (
    # Newsletters
    "our newsletter", "sign up for our", "sign up to our", "logged in to comment", "our free newsletter",
    "free daily newsletter", "daily newsletter", "weekly newsletter", "in your inbox", "to your inbox",
    "straight to your", "you can unsubscribe", "unsubscribe at any time", "unsubscribe anytime", "enter your email",
    "subscribe to our", "نشرتنا", "النشرة البريدية", "بريدك الإلكتروني", "لتصلك", "يمكنك إلغاء الاشتراك",
    "إلغاء الاشتراك متى", "notre newsletter", "la newsletter", "nos newsletters", "votre boîte",
    "votre adresse e mail", "votre email", "vous désinscrire", "unser newsletter", "unseren newsletter",
    "den newsletter", "in ihr postfach", "mit der anmeldung", "ihre e mail", "jederzeit abmelden",
    "nuestra newsletter", "nuestro boletín", "nuestros boletines", "en tu correo", "tu correo electrónico",
    "darte de baja", "bültenimize", "e posta adresiniz", "نحو بريدك", "خبرنامه ما", "در خبرنامه", "ایمیل خود",
    "نشانی ایمیل", "рассылку", "вашу почту", "nostra newsletter", "tua email", "nossa newsletter", "seu email",
    "onze nieuwsbrief", "newsletter abonnieren", "newsletter anmelden", "abmeldung jederzeit",
    "jeden morgen per e mail", "jeden tag per e mail", "jede woche per e mail", "assine a newsletter",
    "assine nossa", "receba * no seu", "no seu e mail", "langganan buletin", "langganan newsletter",
    "berlangganan buletin", "kotak surat anda", "kotak masuk anda", "email anda", "e mail anda",
    "bültene abone", "bültenimize abone", "e posta kutunuz", "posta kutunuza", "zapisz się do newslettera",
    "zapisz się na newsletter", "do newslettera", "twojej skrzynce", "twoją skrzynkę", "swoją skrzynkę",
    "twój e mail", "לניוזלטר", "לתיבת הדואר", "לתיבת המייל", "đăng ký nhận", "nhận bản tin", "qua thư điện tử",
    "hộp thư của bạn", "メールマガジン", "メルマガ", "نیوز لیٹر", "اپنے ای میل", "न्यूज़लेटर", "अपने ईमेल", "अपने इनबॉक्स",
    "订阅我们", "您的邮箱", "电子报",
    # What a page may show only once it is allowed to
    "consent to load", "accept * cookies to", "accepting * cookies", "to view this content", "to watch this",
    "this content is hosted", "this content is provided by", "may set cookies", "content is blocked",
    "load external content", "n avez pas accepté", "en cliquant sur", "ce contenu est bloqué", "seront déposés",
    "accepter les cookies", "externer inhalt", "externen inhalt", "inhalt anzeigen", "ihre zustimmung",
    "ihrer zustimmung", "wird von * bereitgestellt", "aceptar * cookies", "este contenido no está disponible",
    "contenido bloqueado", "موافقتك على", "قبول ملفات", "لعرض هذا المحتوى", "ملفات تعريف الارتباط",
    "برای مشاهده این محتوا",
    # Rules of comments
    "شروط التعليق", "ضوابط التعليق", "قواعد التعليق", "comment policy", "comments policy",
    "commenting guidelines", "netiquette", "charte des commentaires", "normas de comentarios",
    "comments are moderated", "comments are subject", "your comment", "post a comment", "community guidelines",
    "commenting rules", "house rules", "keep * comments", "keep your remarks", "شروط التعليق", "الإساءة للكاتب",
    "لا تعبر التعليقات", "التعليقات المنشورة", "حذف أي تعليق", "تعليق مخالف", "نشر التعليق",
    "les commentaires sont", "votre commentaire", "la charte de", "kommentare werden", "ihr kommentar",
    "netiquette", "kommentarregeln", "los comentarios", "tu comentario", "normas de la comunidad", "yorumunuz",
    "yorum kuralları", "دیدگاه های ارسال", "نظرات حاوی", "نظر شما", "منتشر نخواهد شد", "комментарии модерируются",
)  # fmt: skip
# What boxes speak of, by kind: none of it alone says that a sentence is not the piece's. `_` parts words that stand
# together; stems end in `~`.
ACCESS = """
    subscribe~ subscription~ unsubscribe~ paywall premium membership member members log_in login logged_in
    sign_in sign_up signing_up register registered registering registration account password day_pass
    annual_plan unlock upgrade free_articles your_support cancel print_edition digital_edition اشترك اشتراك~
    مشترك~ باقة باقات عضو أعضاء عضوية حساب حسابك تسجيل سجل الدخول انضم حصري~ مقالات_مجانية مقالان_مجانيان
    مقال_مجاني النسخة_الورقية abonné~ abonne~ s_abonner compte inscrire inscrivez inscription connecter
    connectez connecté connexion identifiez adhérent~ offre offres réservé~ débloqu~ résilia~ abo abos
    digital_abo konto anmelden anmeldung angemeldet einloggen login registrier~ freischalt~ kündbar schon_kunde
    bereits_kunde mitglied mitglieder suscri~ cuenta regístrate registro registrarte sesión socio socios entrar
    únete hazte tarifa ver_planes darte_de_baja artículos_gratuitos assine assinante~ assinatura abbonat~
    abbonamento accedi iscriviti abonnee~ abonnement inloggen abone üye üyelik giriş hesap hesabınız şifre
    подпис~ аккаунт~ войти войдите зарегистр~ اشتراک مشترک~ عضو عضویت حساب ثبت_نام کاربران کاربری وارد_شوید
"""
PRICE = """
    a_week a_month a_year per_week per_month per_year monthly yearly free trial offer discount first_month دولار
    دولارات بدولار بثلاثة_دولارات يورو ريال جنيه درهم دينار ليرة شهريا سنويا شهري سنوي في_الشهر مجانا مجانية
    مجاني مجانيان خصم euro euros par_mois par_an par_semaine gratuit gratuitement offert sans_engagement
    im_monat pro_monat pro_woche pro_jahr gratis kostenlos kostenfrei wochen_gratis al_mes al_año prueba
    descuento sin_permanencia por_mês grátis al_mese per_maand ücretsiz aylık yıllık бесплатн~ в_месяц рублей
    تومان ماهانه سالانه رایگان
"""
READING = """
    read reading article articles story stories content journalism journalists reporters reporting newsroom اقرأ
    القراءة قراءة المقال مقال مقالات مقالان الخبر المحتوى محتوى المواد lire lisez lecture article articles
    contenu contenus intégralité la_suite lesen weiterlesen artikel beitrag beiträge inhalt inhalte leer lee
    leyendo lectura artículo artículos noticias contenido ler lendo artigo leggere articolo lezen artikelen
    okumak okumaya haber içerik читать статью материал текст خواندن مطالعه مطلب مقاله گزارش گزارش_ها متن_کامل
"""
LETTERS = """
    newsletter newsletters by_email your_email inbox spam unsubscribe نشرة النشرة نشرتنا بريدك البريدية courriel
    boîte_mail lettre_d_information infolettre postfach boletín boletines correo nieuwsbrief bülten~ рассылк~
    خبرنامه ایمیل
"""
PERMISSION = """
    consent accept accepting agree consentement accepter accepté acceptez zustimm~ einwillig~ akzeptier~ aceptar
    aceptas consentimiento موافقتك الموافقة توافق قبول rıza kabul согласи~ رضایت موافقت
"""
HELD_BACK = """
    cookies third_party third_parties your_data personal_data embedded external_content this_content the_video
    données tiers vos_données ihrer_daten ihre_daten dritte drittanbieter externe~ video datos terceros
    ملفات_تعريف بياناتك طرف_ثالث الفيديو المحتوى çerez~ verileriniz данных کوکی ویدیو
"""
COMMENTS = """
    comment comments commenting moderated moderators moderation abusive offensive guidelines تعليق تعليقات
    تعليقك الإساءة إساءة الشتائم التحريض مخالف المخالفة المشرفين commentaire commentaires modérateur~ modération
    courtois injurieux kommentar~ moderier~ beleidig~ sachlich netiquette comentario comentarios moderador~
    yorum yorumlar hakaret комментари~ оскорб~ модер~ نظرات دیدگاه~ توهین
"""
ADDRESSES = """
    you your yours please vous votre vos cliquez testez lisez profitez retrouvez identifiez restez sie ihr ihre
    ihren ihrem ihrer tus usted puedes quieras tienes alcanzado únete soy_socio lee accede eres هاتفك لك لديك
    لدي لتحصل واحصل احصل اختر انضم اتصل أدخل اقرأ اشترك سجل يمكنك تستطيع بحسابك حسابك يلزم يرجى الرجاء شما خود
    کنید بگیرید هستید شوید دهید siz sizin вы вас ваш вам você uw
"""
OURS = """
    we our us unser~ wir notre nous nos nuestro nuestra nuestros nosotros نشرتنا قرائنا لدينا موقعنا نرسل ما
    bizim bize наш~ мы nosso nossa nostra nostro onze
"""
