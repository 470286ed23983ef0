"""Tell what a page says for its own use from a name: buttons, links of a menu, the time that reading takes. Pure."""

from __future__ import annotations

import re
from functools import cache

from pipelines.text.normalize import normalize

# Words of buttons, menus and reading times: what is made of these alone names nobody.
_WORDS = """
back next previous prev home menu main search skip content toggle navigation all articles article view show load more
less contact us about read reading time min mins minute minutes sec seconds share this print email e-mail follow sign
in ask question
log out login logout register subscribe now here click close open top up down news latest comments comment comments
by written posted author authors writers contributors editors auteurs autores autoren continue first last pages of to
the story stories facebook twitter whatsapp telegram
linkedin instagram copy link save
listen watch download app tags categories category sections section est estimated words
zurück weiter nächste nächster nächstes vorherige vorheriger vorheriges startseite menü suche teilen drucken merken
anmelden registrieren abonnieren mehr alle artikel kommentare lesezeit lesedauer ca minuten inhalt übersicht seite
schließen zur zum lesen
précédent précédente suivant suivante retour accueil recherche rechercher partager imprimer connexion inscription
abonner plus lire la suite commentaires commentaire temps de lecture d'accueil à fermer tous les toutes minutes
anterior siguiente volver inicio menú buscar compartir imprimir entrar registrarse suscribirse más leer comentarios
tiempo lectura minutos cerrar todas las noticias ver todo al
próximo próxima voltar início pesquisar compartilhar leitura tempo mais leia precedente successivo indietro avanti
cerca
condividi stampa accedi leggi tutto di lettura minuti
önceki sonraki geri ileri anasayfa ana sayfa ara paylaş yazdır giriş üye ol kayıt daha fazla tümü okuma süresi dakika
dakikada dk yorum yorumlar haberler devamı oku
السابق التالي السابقة التالية الرئيسية الأخبار أخبار الصفحة صفحة رجوع عودة العودة إلى القائمة قائمة بحث ابحث البحث
مشاركة شارك الخبر المقال المقالات طباعة اطبع أرسل إرسال تسجيل الدخول الخروج اشترك الآن المزيد اقرأ قراءة القراءة
للقراءة
مدة وقت زمن دقيقة دقائق دقيقتان دقيقتين ثانية ثوان تعليق تعليقات التعليقات كل جميع عرض من نحن اتصل بنا تواصل معنا
أغلق إغلاق تخطي المحتوى نسخ الرابط
قبلی بعدی اصلی خانه منو جستجو اشتراک گذاری چاپ ورود ثبت نام بیشتر ادامه مطلب اخبار زمان مطالعه خواندن دقیقه نظرات
بازگشت به همه برای
پچھلا اگلا پچھلی اگلی صفحہ اول تلاش شیئر کریں پرنٹ لاگ ان مزید پڑھیں منٹ میں تبصرے واپس ہوم مینو تمام خبریں وقت
назад вперед далее главная меню поиск поделиться печать войти подписаться ещё еще читать мин минут минуты чтения время
комментарии на страницу
sebelumnya selanjutnya berikutnya kembali beranda cari bagikan cetak masuk daftar lainnya baca menit komentar ke
sport sports politics business world culture opinion economy politik wirtschaft kultur politique économie culture
monde
deportes política economía cultura mundo spor siyaset ekonomi dünya kültür gündem رياضة سياسة اقتصاد ثقافة منوعات
العالم
محليات سیاسی اقتصادی ورزشی فرهنگی
متن کا سائز متن اندازه قلم فونت شیئر شائع کاپی
लेखक के बारे में शेयर करें पढ़ें प्रिंट अक्षर आकार टिप्पणी टिप्पणियाँ खबरें होम खोजें मिनट
font size text schriftgröße textgröße schrift größe taille texte tamaño letra texto yazı boyutu размер шрифта
پێشوو داهاتوو دواتر گەڕانەوە سەرەکی زیاتر خوێندنەوە خولەک
"""
_BEHIND = re.compile(r"(\D*[^\W\d])\W+\d{1,3}\W*(.+)")
_NO_WORD = re.compile(r"[\d\W_]+")


def is_made_of_button_words(words: str) -> bool:
    """Whether each word is one of buttons, menus or reading times, numbers aside: "3 min read", "السابق التالي"."""
    said = _words(words)
    return bool(said) and all(word in _folded() for word in said)


def without_reading_time(words: str) -> str:
    """A name without the number, and what it counts, behind it: "Nora Velt 3 min read"."""
    found = _BEHIND.match(words)
    return found[1] if found and is_made_of_button_words(found[2]) else words


@cache
def _folded() -> frozenset[str]:
    return frozenset(_words(_WORDS))


def _words(text: str) -> list[str]:
    # A capital dotted I leaves its dot behind.
    return _NO_WORD.sub(" ", normalize(text).replace("i\u0307", "i")).split()
