"""Turn the bytes of a web page into text. Contains no business logic: knows nothing of HTML beyond its charset claims.

A claim (header, meta) is believed where the bytes agree with it; where they do not, the bytes win. Valid UTF-8 with
bytes outside ASCII is UTF-8 whatever was declared: other encodings form it by chance about never.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_SAMPLE_BYTES = 16_384
_CLAIM_BONUS = 0.12
_LEAST_SCORE = 0.3
_UTF8_ERRORS = 0.01

_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_TAGS = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
# UTF-8 that was taken for Latin-1 and encoded again: letters such as "â", and controls that no page has otherwise.
_SURELY_TWICE = re.compile(rb"\xc3[\x82-\xb4]\xc2[\x80-\x9f]")
_TWICE = re.compile(
    "(?:[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3})+"
)
_C1_CONTROL = re.compile("[\u0080-\u009f]")
_PUNCTUATION = "«»“”‘’—–…„‹›·€°،、。，：「」；！？（）\u00a0"
# HTML says that these labels mean the Windows code page (https://encoding.spec.whatwg.org/#names-and-labels).
_LABELS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """`letters`: outside ASCII, what running text of the encoding's languages is made of; `often`: the commonest."""

    encoding: str
    letters: str
    often: str


_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћџ"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگک،؛؟ًٌٍَُِّْـ"
_HEBREW = "אבגדהוזחטיךכלםמןנסעףפץצקרשת"
_WEST = "àâäçèéêëîïôöùûüÿœæñáíóúßãõåøìò"
_TURKISH = "çğıöşüâîû"
_ICELANDIC = "áðéíóúýþæö"
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžőűöüäôľĺŕăâîșțşţđ"
_HAN = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起还发成事只作当想看"
    "文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给"
    "等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目"
    "华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服林题"
    "建南度统色字请交爱让认算论百义科怎元社术结六功指思非流每管连远资队带花快条院变联言权往展该领传近留红治决周保达办运武半必城父强步完革深区即求品转"
    "量空甚众技程告江语英基派满式息写极令黄德收钱党未持取设始版双历越史商片容研像友广改议形委早房音火际则首单据导影失拿网似专石若兵谁校读志飞观争究组"
)
_HAN_TRADITIONAL = (
    "這來國個說們為時會過學對後發當開見經頭樣現將與進實點種聲話兒問機給幾業間電門東氣關內產軍萬體別處總場師書員華報馬張難數應車親界務記邊戰許覺題統"
    "請愛讓認論義術結連遠資隊帶條變聯權領傳紅決達辦運強區轉眾輕語滿寫識極錢黨設雙歷廣議際則單據導網專"
)
_KANA = "".join(map(chr, range(0x3041, 0x30FF)))
_HANGUL = "이다는에의을를가은한하고지로사도기들인대그서과아리어자수있일해니라정전시부으보스장제년주여상"

_CANDIDATES = (
    _Candidate("cp1256", _ARABIC, "اليمنترودبةعسأ"),
    _Candidate("iso8859-6", _ARABIC, "اليمنترودبةعسأ"),
    _Candidate("cp1251", _CYRILLIC, "оеаинтсрвлкмдп"),
    _Candidate("koi8-r", _CYRILLIC, "оеаинтсрвлкмдп"),
    _Candidate("cp1253", _GREEK, "αοιετσνηυρπκμς"),
    _Candidate("iso8859-7", _GREEK, "αοιετσνηυρπκμς"),
    _Candidate("cp1255", _HEBREW, "יוהלאתרמשנבםד"),
    _Candidate("cp1252", _WEST, "éèàçäöüßñóíáêãåæø"),
    _Candidate("cp1254", _TURKISH, _TURKISH),
    _Candidate("cp1252", _ICELANDIC, _ICELANDIC),
    _Candidate("cp1250", _CENTRAL, "ąćęłóśżáčéěířšúýžăâîőö"),
    _Candidate("mac-roman", _WEST, "éèàçäöüßñóíáêãåæø"),
    _Candidate("cp932", _KANA, _KANA),
    _Candidate("euc-jp", _KANA, _KANA),
    _Candidate("cp949", "", _HANGUL),
    _Candidate("gb18030", "", _HAN),
    _Candidate("big5hkscs", "", _HAN + _HAN_TRADITIONAL),
)


def decode_html(body: bytes, content_type: str | None = None) -> str:
    """The text of a page, never failing: bytes that fit nowhere become U+FFFD."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    if body.isascii() and _ISO_2022_JP.search(body):
        return body.decode("iso2022_jp", "replace")
    if wide := _utf16_without_mark(body):
        return body.decode(wide, "replace")
    try:
        text = body.decode("utf-8")
        return _TWICE.sub(_encoded_once, text) if _SURELY_TWICE.search(body) else text
    except UnicodeDecodeError:
        return body.decode(_best(body, _claims(body, content_type)), "replace")


def _encoded_once(twice: re.Match[str]) -> str:
    """What was encoded twice, where a control in it shows that, or it begins as no word does ("Ã©", "Â»")."""
    said = twice[0]
    if not _C1_CONTROL.search(said) and said[0] not in "ÂÃ":
        return said
    try:
        once = said.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return said
    return said if _C1_CONTROL.search(once) else once


def _claims(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """Python's names of the encodings declared, the header's first; unknown labels left out."""
    labels = [found[1] for found in [_HEADER_CHARSET.search(content_type or "")] if found]
    head = body[:4096]
    labels += [found[1].decode() for found in (_XML_CHARSET.search(head), _META_CHARSET.search(head)) if found]
    names = []
    for label in labels:
        try:
            name = codecs.lookup(label).name
        except LookupError:
            continue
        names.append(_LABELS.get(name, name))
    return tuple(dict.fromkeys(names))


def _utf16_without_mark(body: bytes) -> str | None:
    """UTF-16 shows itself in markup: every ASCII letter stands beside a zero byte."""
    head = body[:2000]
    if len(head) >= 8 and head.count(0) > len(head) // 8:
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    return None


def _best(body: bytes, claims: tuple[str, ...]) -> str:
    sample = _TAGS.sub(b" ", body[: 8 * _SAMPLE_BYTES])[:_SAMPLE_BYTES]
    if sample.isascii():
        sample = body[:_SAMPLE_BYTES]
    as_utf8 = sample.decode("utf-8", "replace")
    outside = sum(not char.isascii() for char in as_utf8)
    if as_utf8.count("\ufffd") <= outside * _UTF8_ERRORS:
        return "utf-8"
    known = {codecs.lookup(candidate.encoding).name for candidate in _CANDIDATES}
    for claim in claims:
        if claim not in known and claim != "utf-8" and _decodes(body, claim):
            return claim
    best, best_score = "", _LEAST_SCORE
    for candidate in _CANDIDATES:
        bonus = _CLAIM_BONUS if codecs.lookup(candidate.encoding).name in claims else 0.0
        score = _score(sample.decode(candidate.encoding, "replace"), candidate) + bonus
        if score > best_score:
            best, best_score = candidate.encoding, score
    return best or next((claim for claim in claims if _decodes(body, claim)), "cp1252")


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _score(text: str, candidate: _Candidate) -> float:
    """How much of what is not ASCII reads like running text: about .6 to 1 when right, near 0 when wrong."""
    total = good = 0.0
    latin = candidate.letters[:1] < "\u0370"
    before = " "
    for char in text:
        if char.isascii():
            before = char
            continue
        total += 1
        lower = char.lower()
        if lower in candidate.often:
            good += 1.0
        elif lower in candidate.letters:
            good += 0.5
        elif char == "\ufffd" or 0x80 <= ord(char) < 0xA0 or 0xE000 <= ord(char) < 0xF900:
            good -= 5.0
        elif char in _PUNCTUATION:
            good += 0.6
        elif not char.isalpha():
            good -= 1.0
        if (char.isupper() and before.islower()) or (not latin and before.isascii() and before.isalpha()):
            good -= 1.0
        before = char
    return good / total if total else 0.0
