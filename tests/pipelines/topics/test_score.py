import json
import lzma
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SHARED

from config.tables import Config, TopicDefinition
from model import Topic
from pipelines.preparing.settings import own_topics
from pipelines.text.normalize import normalize
from pipelines.text.tokens import tokens_of
from pipelines.topics.score import TopicWords, load_topic, score_topic

DATA = SHARED
FILLER = "وقال المتحدث إن الاجتماع المقبل سيعقد في العاصمة بحضور ممثلين عن البلديات والنقابات لبحث الموازنة. "

ON_TOPIC = [
    ("ar", "الذكاء الاصطناعي يدخل المدارس", "تبدأ الوزارة تجربة أدوات جديدة في الصفوف."),
    ("ar", "خطة للمستشفيات", "تستعين المستشفيات بالذكاء الاصطناعي، وللذكاء الاصطناعي كلفته."),
    ("ar", "خطة للمستشفيات", "تعتمد على ذكاءٍ اصطناعيٍّ متقدم وعلى الذكاء الإصطناعى عموما."),
    ("ar", "وبالذكاء الاصطناعي كتبت الرواية", "قال الناشر إن الرواية نفدت."),
    ("ar", "شات جي بي تي يجيب المرضى", "دراسة عن نصائح البرنامج."),
    ("ar", "ديب سيك تفاجئ الأسواق", "هبطت أسهم الشركات بعد إطلاق البرنامج الصيني."),
    ("ar", "أوبن إيه آي تفتح مكتبا", "اختارت الشركة العاصمة مقرا إقليميا."),
    ("ar", "طالب يستعين بChatGPT", "رفضت الجامعة البحث."),
    ("ar", "نموذج لغوي عربي جديد", "دربته الجامعة على كتب قديمة."),
    ("ar", "جامعة تطلق نموذجا لغويا", "دربته على كتب قديمة."),
    ("ar", "المصرف يوقف مساعدًا ذكيًا", "وكان قد أطلق مساعدا ذكيا في الربيع."),
    ("ar", "النماذج اللغوية الكبيرة تتعلم اللهجات", "فريق من الباحثين جمع تسجيلات."),
    ("ar", "روبوتات الدردشة في المصارف", "تخفف الضغط عن الموظفين."),
    ("ar", "سباق الرقائق", "تستخدم تقنيات AI في المصانع، وقالت الشركة إن AI غيّر التصميم."),
    ("ar", "خطة للمستشفيات", "تستعين المستشفيات في قراءة الصور ببرنامج يعتمد على الذكاء الاصطناعي."),
    ("ar", "حافلات ذاتية القيادة في المطار", "بدأت التجربة أمس وتستمر شهرا."),
    ("ar", "جيميناي يلخص البريد", "أتاحت الشركة الخاصية لمشتركيها."),
    ("ar", "لاما تتعلم العربية", "نشرت ميتا الأوزان، وقال المطورون إن النموذج صغير."),
    ("en", "Hospital shortens its queues", "Software that uses artificial intelligence sorts the letters of patients."),
    ("en", "Gemini reads timetables", "Google says that the assistant asks before it books."),
    (
        "en",
        "Nvidia sells out",
        "The maker of chips says that processors are booked for a year, and so are models for cars.",
    ),
    ("en", "AI startups raise record funding", "The money went to a handful of firms in the first quarter."),
    (
        "en",
        "Newsrooms test new tools",
        "Editors say artificial intelligence saves time; artificial intelligence also errs.",
    ),
    ("en", "A model for Arabic", "The large language models were trained by OpenAI and Anthropic."),
    (
        "en",
        "Regulators look at chatbots",
        "The chatbot answered questions on medicine, and another chatbot refused.",
    ),
    ("en", "DeepMind's new system folds proteins", "It learned from public data."),
    (
        "en",
        "Claude writes code now",
        "Anthropic released the tool, and Claude is said to beat rival AI systems.",
    ),
    ("fr", "L'intelligence artificielle à l'hôpital", "Les médecins testent un nouvel outil."),
    ("fr", "L'IA dans les rédactions", "Les journaux et une agence de presse l'essaient pour la veille."),
    ("es", "La inteligencia artificial llega al campo", "Los agricultores la usan para regar."),
    ("es", "La IA y el empleo", "Los sindicatos piden que una ley la regule."),
    ("pt", "A inteligência artificial nas escolas", "Os professores recebem formação."),
    ("it", "Intelligenza artificiale, il piano del governo", "Nuovi fondi per la ricerca."),
    ("de", "Künstliche Intelligenz in der Verwaltung", "Die Stadt prüft Anträge damit."),
    (
        "de",
        "Wie KI den Journalismus verändert",
        "Die Redaktionen arbeiten mit der KI und prüfen das Ergebnis.",
    ),
    ("de", "Neue Sprachmodelle aus Europa", "Das Sprachmodell wurde auf Amtstexten trainiert."),
    ("fr", "Un modèle de langue pour le corse", "L'université l'a entraîné sur des contes."),
    ("de", "Neuronales Netz hört Bienen zu", "Imker prüfen damit die Stöcke."),
    ("tr", "Yapay zekâ sınıfta", "Öğretmenler yapay zekanın sınırlarını anlatıyor."),
    ("fa", "هوش مصنوعی در بیمارستان", "پزشکان ابزار تازه‌ای را آزمایش می‌کنند."),
    ("fa", "چت‌جی‌پی‌تی در کلاس", "معلمان ابزار تازه‌ای را آزمایش می‌کنند."),
    ("ur", "نئی اے آئی پالیسی", "کابینہ نے منظوری دے دی۔"),
    ("ur", "مصنوعی ذہانت اور تعلیم", "اسکولوں میں نیا تجربہ شروع ہوا۔"),
    ("id", "AI untuk petani", "Program itu dipakai di desa dengan bantuan dinas pada musim tanam."),
    ("id", "Kecerdasan buatan masuk sekolah", "Guru mencoba alat baru di kelas."),
    ("vi", "Trí tuệ nhân tạo trong bệnh viện", "Các bác sĩ thử công cụ mới."),
    ("ru", "Искусственный интеллект в школе", "Учителя пробуют новые программы."),
    ("ru", "Новая нейросеть рисует карты", "Разработчики обучили нейросети на архивах."),
    ("uk", "Штучний інтелект у лікарні", "Лікарі випробовують новий інструмент."),
    ("pl", "Sztuczna inteligencja w urzędach", "Miasto testuje sztuczną inteligencję."),
    ("el", "Τεχνητή νοημοσύνη στα σχολεία", "Οι δάσκαλοι δοκιμάζουν νέα εργαλεία."),
    ("he", "הבינה המלאכותית בבתי הספר", "המורים בודקים כלי חדש."),
    ("zh", "人工智能进入课堂", "教师开始试用新工具。"),
    ("zh", "学校试用新工具", "教师用AI批改作业，学生也学习AI技术。"),
    ("ja", "人工知能で翻訳", "新しい道具を試す。"),
    ("ja", "病院が生成AIを導入", "医師が新しい道具を試す。"),
    ("ko", "인공지능이 교실로", "교사들이 새 도구를 시험한다."),
    ("th", "ปัญญาประดิษฐ์ในโรงเรียน", "ครูทดลองใช้เครื่องมือใหม่"),
    ("hi", "नया भाषा मॉडल", "विश्वविद्यालय ने इसे बनाया है।"),
    ("hi", "कृत्रिम बुद्धिमत्ता अब स्कूल में", "शिक्षक नया उपकरण आज़मा रहे हैं।"),
]

OFF_TOPIC = [
    ("ar", "افتتاح سوق الخضار", "حضر المحافظ الافتتاح وتحدث مع الباعة."),
    ("ar", "نموذج جديد لجواز السفر", "يحصل المواطن على النموذج من الدائرة، والنموذج مجاني."),
    ("ar", "روبوت ينظف النوافذ", "عرضت الشركة الروبوت في معرض الأجهزة المنزلية، والروبوتات الأخرى."),
    ("ar", "ذكاء اللاعب حسم المباراة", "كان ذكاء المدرب واضحا، والعشب اصطناعي."),
    ("ar", "القمر الصناعي في مداره", "أطلقت الدولة قمرا صناعيا للذكاء في إدارة المياه."),
    ("ar", "شركة بي إيه إي تقيم حفلا", "أقامت بي إيه إي حفلا لموظفيها، وشكرت بي إيه إي الحضور."),
    ("ar", "صفقة ميسترال", "ألغيت صفقة ميسترال، وعادت حاملتا ميسترال إلى الميناء."),
    ("ar", "الدالاي لاما في زيارة", "وصل الدالاي لاما صباحا، واستقبل لاما أتباعه."),
    ("ar", "رقائق البطاطس", "ارتفعت أسعار رقائق البطاطس، وتراجعت الرقائق الأخرى."),
    ("ar", "نماذج من الشمع", "وقفت هيلين كوين بجوار نموذج من الشمع، وأعجبها النموذج."),
    ("ar", "فالكون في السماء", "حلق صقر يسمى فالكون فوق الوادي، ثم عاد فالكون إلى مدربه."),
    ("en", "Falcons return to the cathedral", "The falcon nested in the tower, and a second falcon came."),
    ("en", "Horoscope: Gemini and Leo", "Gemini will travel, says the column; Gemini should rest."),
    (
        "en",
        "Claude Monet's garden reopens",
        "The house of Claude Monet is open to visitors; Claude lived there.",
    ),
    ("en", "Llama farm wins prize", "The llama is calm, the farmer says, and the llamas like the hills."),
    ("en", "New model of the tram", "The model has doors on both sides, and older models will go."),
    ("en", "Robots pick apples", "The robot arm came from a car plant, and robots now work at night."),
    ("en", "The airline said it would fly", "He paid and said that the trailer and the aisle were fine."),
    ("fr", "J'ai deux amours", "J'ai chanté, dit-elle, et j'ai dansé dans les rues; j'ai tout aimé."),
    ("it", "Ai confini della città", "Ai turisti piace; il sindaco parla ai cittadini e ai commercianti."),
    ("vi", "Ai là nhà vô địch", "Ai cũng vui, ai cũng hát, không ai về sớm."),
    ("pt", "Ai, que saudade", "Ai, ai, cantava a avó, que tristeza."),
    ("ro", "Ai grijă de grădină", "Ai plantat roșii, ai cules mere și ai făcut gem."),
    ("id", "Ia pulang ke desa", "Ia membawa oleh-oleh, lalu ia tidur, dan ia bangun pagi."),
    ("tr", "Dedi ki yarın gelecek", "Biliyoruz ki hava güzel, sanki bahar; o ki herkesi sever."),
    ("es", "La cosecha de aceituna", "Los agricultores esperan una buena campaña."),
    ("de", "Der Stadtrat berät den Haushalt", "Die Sitzung dauert bis in die Nacht."),
    ("ru", "Новый мост через реку", "Движение и искусственное освещение откроют весной."),
    ("zh", "人工湖开放", "市民在湖边散步，智能路灯亮起。"),
    ("ja", "新しい図書館が開館", "市民が本を借りた。"),
    ("ko", "새 도서관 개관", "시민들이 책을 빌렸다."),
    ("fa", "باران در تهران", "هوا سرد شد و گل مصنوعی فروخته شد."),
    ("", "", ""),
]


@cache
def ai() -> TopicWords:
    words = load_topic("ai", {})
    assert words
    return words


def topic_of(title: str, text: str, words: TopicWords | None = None) -> Topic | None:
    title, text, words = normalize(title), normalize(text), words or ai()
    topic = score_topic(title, text, words)
    # What is told by the numbers of the words is the same.
    assert score_topic(title, text, words, tokens_of(text)) == topic
    return topic


def own(**definition: object) -> TopicWords:
    config = Config(topics={"mine": TopicDefinition.model_validate(definition)})
    words = load_topic("mine", own_topics(config))
    assert words
    return words


@pytest.mark.parametrize(("language", "title", "text"), ON_TOPIC, ids=lambda value: str(value)[:20])
def test_pieces_on_ai_are_on_the_topic(language: str, title: str, text: str) -> None:
    topic = topic_of(title, text)
    assert topic is not None
    assert topic.name == "ai"
    assert topic.score >= 2


@pytest.mark.parametrize(("language", "title", "text"), OFF_TOPIC, ids=lambda value: str(value)[:20])
def test_pieces_that_only_look_like_it_are_not(language: str, title: str, text: str) -> None:
    assert topic_of(title, text) is None


def test_the_reason_says_what_stands_where() -> None:
    topic = topic_of(
        "ChatGPT في المدارس", "الذكاء الاصطناعي مفيد، وبالذكاء الاصطناعي تعلم الطلاب، والذكاء الاصطناعي خطر."
    )
    assert topic == Topic(
        name="ai", score=6.0, reason="ذكاء اصطناعي x3 in the text, x3 in the lead, ChatGPT x1 in the title"
    )


def test_the_title_counts_twice() -> None:
    assert topic_of("", FILLER * 5 + "ذكر الذكاء الاصطناعي مرة.") is None
    assert topic_of("الذكاء الاصطناعي", FILLER * 5) is not None


def test_one_mention_among_the_first_sixty_words_counts_twice() -> None:
    words = ["كلمة"] * 200
    for place, is_on in ((0, True), (58, True), (60, False), (199, False)):
        said = " ".join([*words[:place], "الذكاء الاصطناعي", *words[place:]])
        assert (topic_of("", said) is not None) == is_on, place


def test_a_lead_without_spaces_is_as_long() -> None:
    filler = "市民在湖边散步路灯亮起"
    assert topic_of("", f"{filler}人工智能{filler * 40}") is not None
    assert topic_of("", f"{filler * 20}人工智能{filler * 20}") is None


def test_a_link_below_a_piece_on_something_else_is_not_its_topic() -> None:
    assert topic_of("الأهلي يفوز بثلاثية", FILLER * 5 + "اقرأ أيضا: الذكاء الاصطناعي في الملاعب") is None


def test_one_mention_in_a_long_text_is_not_enough_and_many_mentions_of_one_word_count_three_times() -> None:
    assert topic_of("", FILLER * 40 + "واستعان المجلس بالذكاء الاصطناعي." + FILLER * 40) is None
    often = topic_of("", "الذكاء الاصطناعي. " * 60)
    assert often is not None
    assert often.score == 4.0
    assert "x60 in the text" in often.reason


def test_a_long_text_needs_more() -> None:
    twice = "الذكاء الاصطناعي هنا. والذكاء الاصطناعي هناك. "
    assert topic_of("", FILLER * 5 + twice) is not None
    assert topic_of("", FILLER * 5 + twice + FILLER * 55) is None


def test_a_long_text_is_judged_by_how_often_it_says_the_words() -> None:
    thrice = "الذكاء الاصطناعي هنا. والذكاء الاصطناعي هناك. والذكاء الاصطناعي بعد ذلك. "
    assert topic_of("", FILLER * 5 + thrice + FILLER * 120) is None
    assert topic_of("", FILLER * 5 + (thrice + FILLER * 20) * 6) is not None


def test_the_longest_phrase_counts_once() -> None:
    topic = topic_of("", "Generative AI and generative AI, said the maker of the tools to us.")
    assert topic is not None
    assert topic.reason == "generative ai x2 in the text, x2 in the lead"


def test_ambiguous_names_count_beside_sure_ones_only() -> None:
    text = "The app is called Gemini, and Gemini is free."
    assert topic_of("Gemini is here", text) is None
    assert topic_of("Gemini is here", f"{text} It uses artificial intelligence.") is not None


def test_no_topic_is_no_filter() -> None:
    assert load_topic("all", {}) is None


def test_a_topic_of_ones_own_finds_spellings_and_prefixes() -> None:
    words = own(words={"طاقة متجددة": 1.0, "solar": 1.0}, enough=2)
    assert topic_of("الطاقة المتجددة في الصحراء", "خبر", words)
    assert topic_of("خبر", "وللطاقه المتجدّدة مستقبل، وبالطاقة المتجددة نعمل.", words)
    assert topic_of("SOLAR", "", words) == Topic(name="mine", score=2.0, reason="solar x1 in the title")
    assert topic_of("الطاقة النووية", "خبر عن الطاقة.", words) is None


def test_a_word_may_be_given_with_its_article() -> None:
    words = own(words={"الطاقة الشمسية": 1.0, "الله": 1.0}, enough=2)
    assert topic_of("طاقة شمسية للقرى", "", words)
    assert topic_of("", "والحمد لله، وبالله نستعين", words)
    assert topic_of("له بيت", "قال له إن له بيتا", words) is None


def test_a_star_stands_for_any_ending() -> None:
    words = own(words={"earthquake*": 1.0, "زلز*": 1.0, "réseau* de neurone*": 1}, enough=2)
    assert topic_of("Earthquakes in spring", "", words)
    assert topic_of("", "والزلزال الأخير، وزلزالان قبله", words)
    assert topic_of("Réseaux de neurones", "", words)
    assert topic_of("Earth quakes", "", words) is None


def test_words_that_rule_a_topic_out() -> None:
    words = own(words={"jaguar": 1.0}, not_words=("car", "فرصة عمل"), enough=1)
    assert topic_of("Jaguar seen in the forest", "", words)
    assert topic_of("Jaguar shows new car", "", words) is None
    assert topic_of("Jaguar", "فرصة عمل جديدة", words) is None
    assert topic_of("Jaguar", "The carpet", words)


def test_words_that_are_only_signs_are_passed_over() -> None:
    assert topic_of("!!!", "...", own(words={"!!!": 1.0, "x": 1})) is None


def test_the_users_topic_goes_before_the_built_in_one_of_its_name() -> None:
    words = load_topic("ai", own_topics(Config(topics={"ai": TopicDefinition(words={"طقس": 2.0})})))
    assert topic_of("", "الطقس غدا", words)
    assert topic_of("الذكاء الاصطناعي", "", words) is None


@given(st.text(), st.text())
def test_any_text_can_be_scored(title: str, text: str) -> None:
    topic = topic_of(title, text)
    assert topic is None or (topic.score >= 2 and " x" in topic.reason)


@given(st.integers(0, 8), st.sampled_from(ON_TOPIC))
def test_more_words_of_a_topic_never_lower_the_score_of_a_short_text(count: int, piece: tuple[str, str, str]) -> None:
    _, title, text = piece
    one, more = topic_of(title, text), topic_of(title, f"{text} " + "artificial intelligence " * count)
    assert one
    assert more
    assert more.score >= one.score


def seed_texts() -> Iterator[str]:
    for path in sorted((DATA / "seed-articles").glob("*.txt")):
        yield path.read_text("utf-8")


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project")
def test_real_pieces_on_ai_are_on_the_topic() -> None:
    texts = [*seed_texts()]
    assert texts and all(topic_of("", text) for text in texts)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project")
def test_general_news_is_hardly_ever_on_the_topic() -> None:
    found = total = 0
    with lzma.open(DATA / "copies-ar" / "articles.jsonl.xz", "rb") as lines:
        for number, line in enumerate(lines):
            if number % 15 == 0:
                article = json.loads(line)
                total += 1
                found += topic_of(article["title"], article["text"]) is not None
    assert found / total <= 0.005
