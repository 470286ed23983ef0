import itertools
import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SHARED, TESTS

from config.tables import Duplicates
from model import COPIES, Rarity, Sketch
from pipelines.copies.judge import evidence, judge, judge_pairs, score, turned
from pipelines.copies.reasons import WITHOUT_SNAPSHOT
from pipelines.copies.sketch import sketch
from pipelines.text.normalize import normalize

DATA = SHARED / "copies-ar"
SETTINGS = Duplicates()
FLOORS = json.loads((TESTS / "quality.json").read_text(encoding="utf-8"))

ARABIC = (
    "أعلنت شركة ناشئة في بيروت أمس عن نموذج لغوي جديد يفهم اللهجات العربية ويكتب بها، وقالت مديرتها إن الفريق عمل "
    "عامين على جمع النصوص وتدقيقها قبل أن يبدأ التدريب، وأضافت أن النموذج سيكون متاحا للباحثين مجانا"
)


def story(seed: int, words: int = 300) -> list[str]:
    """A text of its own: no three words in a row stand in another one."""
    chance = random.Random(seed)
    return [f"w{chance.randrange(4000)}" for _ in range(words)]


def made(words: list[str] | str, title: str = "") -> Sketch:
    return sketch(normalize(words if isinstance(words, str) else " ".join(words)), normalize(title))


def test_a_text_in_other_orthography_is_identical() -> None:
    other = ARABIC.replace("أ", "ا").replace("ة", "ه").replace("،", " ، ")
    assert judge(made(ARABIC), made(other), SETTINGS).relation == "identical"


def test_a_text_with_every_twentieth_word_changed_is_a_near_duplicate() -> None:
    words = story(1)
    edited = [f"x{n}" if n % 20 == 0 else word for n, word in enumerate(words)]
    found = judge(made(edited), made(words), SETTINGS)
    assert found.relation == "near_duplicate"
    assert found.share_of_a == pytest.approx(0.85, abs=0.02)


def test_a_text_inside_a_much_longer_one_is_an_excerpt() -> None:
    words = story(1, 120)
    found = judge(made(words), made(story(2) + words + story(3)), SETTINGS)
    assert found.relation == "excerpt"
    assert found.share_of_a == 1.0
    assert found.share_of_b < 0.2
    assert found.runs[0].second == 300
    assert found.longest_run == 118


def test_phrases_of_a_notice_all_over_a_text_many_times_as_long_make_no_copy() -> None:
    notice, words = story(1, 48), story(2, 2000)
    for number in range(8):
        phrase = notice[6 * number : 6 * number + 4]
        words[200 * number : 200 * number + 4] = phrase
    assert judge(made(notice), made(words), SETTINGS).relation is None
    assert judge(made(notice), made(words[:200] + notice[:30] + words[200:]), SETTINGS).relation == "excerpt"


def test_an_edited_text_inside_one_many_times_as_long_is_an_excerpt() -> None:
    words = story(1, 100)
    edited = [f"x{n}" if n % 8 == 0 else word for n, word in enumerate(words)]
    found = judge(made(words), made(story(2, 900) + edited + story(3, 900)), SETTINGS)
    assert found.relation == "excerpt"
    assert found.share_of_a == pytest.approx(0.62, abs=0.03)


def test_quotes_of_one_speech_in_another_order_make_no_copy() -> None:
    quotes = [story(seed, 12) for seed in range(20, 32)]
    between = [story(seed, 12) for seed in range(40, 64)]
    report = [word for n, quote in enumerate(quotes) for word in (*quote, *between[n])]
    other = [word for n, quote in enumerate(reversed(quotes)) for word in (*quote, *between[12 + n])]
    update = [word for n, quote in enumerate(quotes) for word in (*quote, *between[12 + n])]
    assert judge(made(report), made(other), SETTINGS).overlap == judge(made(report), made(update), SETTINGS).overlap
    shorter, longer = made(report), made(other)
    kept = evidence(shorter, made(update), None)
    turned_round = evidence(shorter, longer, None)
    assert kept.in_order == 1.0
    assert score(turned_round) < score(kept)


def test_a_copy_after_a_year_is_judged_as_one_after_a_week() -> None:
    words = story(1)
    edited = made([f"x{n}" if n % 9 == 0 else word for n, word in enumerate(words)])
    after = [judge(edited, made(words), SETTINGS, days_apart=days) for days in (7, 365)]
    assert after[0] == after[1]
    assert after[1].relation == "near_duplicate"


def test_a_shared_passage_alone_is_partial() -> None:
    quote = story(9, 40)
    found = judge(made(story(1) + quote), made(quote + story(2)), SETTINGS)
    assert found.relation == "partial"


def test_a_passage_below_the_set_length_is_nothing() -> None:
    quote = story(9, 40)
    settings = Duplicates(min_partial_words=60)
    assert judge(made(story(1) + quote), made(quote + story(2)), settings).relation is None


def test_where_it_is_known_what_is_common_a_passage_counts_by_its_own_wording() -> None:
    formula, quote = story(7, 60), story(9, 16)
    common = Rarity(version="test", common=np.unique(made(formula).shingles))
    alike = [made(story(seed) + formula) for seed in (1, 2)]
    quoting = [made(story(seed) + quote + story(seed + 3)) for seed in (1, 2)]
    assert judge(*alike, SETTINGS, common).relation is None, "a formula is worth no mention"
    assert judge(*alike, SETTINGS).relation == "partial", "it is not known that it is one"
    assert judge(*quoting, SETTINGS, common).relation == "partial", "two short sentences of one speaker are"
    assert judge(*quoting, SETTINGS).relation is None


def test_two_stories_of_their_own_have_nothing_in_common() -> None:
    found = judge(made(story(1)), made(story(2)), SETTINGS)
    assert found.relation is None
    assert found.longest_run == 0


def test_an_edited_copy_with_a_third_of_the_shingles_in_long_rare_runs_is_a_copy() -> None:
    words = story(1, 400)
    edited = words[:60] + story(4, 60) + words[120:180] + story(5, 60) + words[240:300] + story(6, 100)
    rarity = Rarity(version="test", common=np.zeros(0, dtype=np.uint32))
    assert judge(made(edited), made(words), SETTINGS, rarity).relation in (*COPIES, "partial")


def test_a_formula_is_no_copy_once_its_words_are_known_to_be_common() -> None:
    formula = story(7, 180)
    texts = [made(story(seed, 30) + formula + story(seed + 50, 30)) for seed in (11, 12)]
    rarity = Rarity(version="test", common=np.unique(made(formula).shingles))
    assert judge(*texts, SETTINGS).relation in COPIES
    assert judge(*texts, SETTINGS, rarity).relation not in COPIES


def test_a_whole_text_that_all_carry_stays_a_copy_though_its_words_are_common() -> None:
    words = story(1)
    rarity = Rarity(version="test", common=np.unique(made(words).shingles))
    assert judge(made(words[10:]), made(words), SETTINGS, rarity).relation in COPIES


def test_two_short_texts_that_share_a_phrase_are_no_copies() -> None:
    one, two = "حالة الطقس اليوم في جدة غائم جزئيا", "حالة الطقس اليوم في جدة صحو مع رياح"
    assert judge(made(one), made(two), SETTINGS).relation is None


def test_empty_texts_are_not_copies_of_one_another() -> None:
    assert judge(made(""), made("، !"), SETTINGS).relation is None
    assert judge(made(""), made(ARABIC), SETTINGS).relation is None


def test_chinese_reprints_are_distinguished_from_other_texts() -> None:
    text = (
        "今天上午研究人员在北京发布了一个新的语言模型它可以阅读古代手稿"
        "并且把它们翻译成现代汉语项目负责人表示这项工作历时三年"
    )
    cut = text[: len(text) * 3 // 4]
    assert judge(made(cut), made(text), SETTINGS).relation in COPIES
    other = "昨天晚上足球比赛因为大雨推迟举行主办方决定把比赛改到下周三球迷可以凭原来的门票入场也可以选择退票"
    assert judge(made(text), made(other), SETTINGS).relation is None


CHINESE = (
    "市图书馆昨天宣布，从下个月开始二十四小时开放，读者可以凭身份证在任何时间入内阅览。馆长说，过去三年里夜间预约的人数翻了两番，"
    "不少上夜班的护士和出租车司机提出了这个要求。为了节省电费，深夜只开放一层的两个大厅，其余楼层照常在晚上九点关闭。"
    "馆方还招募了四十名大学生志愿者轮流值班，并在门口设置了热水和急救箱。附近的居民担心停车位不够，交警部门答应增加巡逻。"
)
# As an editor leaves it: a few characters here and there are written anew.
CHINESE_EDITS = (
    ("昨天宣布", "日前对外表示"),
    ("二十四小时开放", "改为全天候服务"),
    ("在任何时间入内", "随时走进来"),
    ("夜间预约的人数", "晚上想来看书者"),
    ("提出了这个要求", "一直这样盼望着"),
    ("深夜只开放", "半夜仅仅启用"),
    ("照常在晚上九点", "仍旧于二十一时"),
    ("大学生志愿者", "在校的义工"),
    ("设置了热水和", "准备好茶水与"),
    ("担心停车位不够", "怕没有地方停车"),
)


def test_a_chinese_text_with_ten_phrases_rewritten_is_a_copy() -> None:
    edited = CHINESE
    for old, new in CHINESE_EDITS:
        edited = edited.replace(old, new)
    assert edited != CHINESE
    assert judge(made(edited), made(CHINESE), SETTINGS, days_apart=0.2).relation in COPIES


def test_a_passage_counts_in_words_in_a_script_without_spaces() -> None:
    other = (
        "球队在客场输掉了第五场比赛，主教练赛后承认防守存在漏洞，他说年轻队员需要更多时间适应强度。俱乐部正在寻找一名有经验的后卫，"
        "转会窗口还有两个星期。球迷协会呼吁大家保持耐心，不要在社交媒体上攻击门将。下一轮他们将回到主场迎战排名第二的对手，门票已经售完。"
    )
    thirty = CHINESE[30:60] + other
    assert judge(made(thirty), made(CHINESE), SETTINGS).relation is None
    sixty = judge(made(CHINESE[30:95] + other), made(CHINESE), SETTINGS)
    assert sixty.relation == "partial"
    assert " characters" in sixty.reason
    assert " words" not in sixty.reason


TITLE, OTHER_TITLE = "a title of words", "quite another title"


@pytest.mark.parametrize(
    ("title", "other_title", "lead", "told"),
    [
        (TITLE, OTHER_TITLE, 0, "different title, same beginning"),
        (TITLE, OTHER_TITLE, 40, "title and beginning differ"),
        (TITLE, TITLE, 0, "same title and beginning"),
        (TITLE, TITLE, 40, "same title, different beginning"),
        (TITLE, "", 0, "same beginning"),
        ("", "", 40, "different beginning"),
    ],
)
def test_the_reason_says_how_much_in_how_many_runs_and_what_of_title_and_beginning(
    title: str, other_title: str, lead: int, told: str
) -> None:
    words = story(1)
    edited = [*story(2, lead), *words[lead:100], "x", *words[100:]]
    reason = judge(made(edited, title), made(words, other_title), SETTINGS).reason
    share = 86 if lead else 99
    assert (
        reason == f"{share} % of it is in the other, in one passage of {300 - lead} words; {told}; {WITHOUT_SNAPSHOT}"
    )


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("بيروت، 12 آذار 2025 (رويترز) -", "same beginning"),
        ("CAIRO, Egypt (AP) -", "same beginning"),
        ("The valley woke up to its first heavy snow this morning.", "different beginning"),
        ("Nobody had expected so much of it.", "different beginning"),
        ("لم يكن أحد يتوقع ثلجا بهذا القدر", "different beginning"),
    ],
)
def test_a_dateline_before_a_text_is_no_other_beginning_and_a_sentence_of_its_own_is_one(own: str, told: str) -> None:
    plain, led = made(story(1)), made([*own.split(), *story(1)])
    for one, other in ((plain, led), (led, plain)):
        assert f"; {told}" in judge(one, other, SETTINGS).reason


def test_the_reason_gives_the_share_of_both_where_one_is_much_longer() -> None:
    words = story(1, 150)
    reason = judge(made(words), made(words + story(2, 450)), SETTINGS).reason
    assert reason.startswith("100 % of it is in the other, 25 % of the other is in it, in one passage of 150 words")


def test_the_reason_mentions_rare_wording_where_it_says_something_else_than_the_whole() -> None:
    formula = story(7, 180)
    texts = [made(story(seed, 60) + story(9, 20) + formula) for seed in (11, 12)]
    common = Rarity(version="test", common=np.unique(made(formula).shingles))
    nothing = Rarity(version="test", common=np.zeros(0, dtype=np.uint32))
    assert "; 25 % of the shorter text's rare wording is shared; " in judge(*texts, SETTINGS, common).reason
    assert "rare" not in judge(*texts, SETTINGS, nothing).reason
    assert "rare" not in judge(*texts, SETTINGS).reason


def test_a_formula_that_comes_back_days_later_is_no_copy_though_no_snapshot_knows_it() -> None:
    formula = story(7, 160)
    texts = [made(story(seed, 35) + formula + story(seed + 50, 35)) for seed in (11, 12)]
    assert judge(*texts, SETTINGS, days_apart=0.5).relation in COPIES
    assert judge(*texts, SETTINGS, days_apart=7).relation == "partial"


@pytest.mark.parametrize("days", [0.5, 1.3, 2.4])
def test_a_text_that_is_mostly_one_paragraph_of_another_is_a_copy_on_the_days_after(days: float) -> None:
    assert judge(*one_paragraph_in_both(45), SETTINGS, days_apart=days).relation == "excerpt"


@pytest.mark.parametrize(
    ("words", "own", "days", "settings"),
    [
        (45, 15, 7.0, SETTINGS),
        (45, 24, 1.3, SETTINGS),
        (24, 7, 1.3, SETTINGS),
        (45, 15, 1.3, Duplicates(min_overlap=0.6)),
        (45, 15, 1.3, Duplicates(min_partial_words=46)),
    ],
)
def test_one_paragraph_makes_no_copy_weeks_later_or_where_it_is_less_or_short(
    words: int, own: int, days: float, settings: Duplicates
) -> None:
    texts = one_paragraph_in_both(words, own)
    assert judge(*texts, SETTINGS, days_apart=0.5).relation in COPIES
    assert judge(*texts, settings, days_apart=days).relation in (None, "partial")


def test_a_paragraph_with_a_word_changed_in_its_middle_is_not_word_for_word() -> None:
    shorter, _ = one_paragraph_in_both(45)
    _, longer = one_paragraph_in_both(45, changed=22)
    assert judge(shorter, longer, SETTINGS, days_apart=1.3).relation == "partial"


def one_paragraph_in_both(words: int, own: int = 15, *, changed: int | None = None) -> list[Sketch]:
    """Two texts with one paragraph in common: one has `own` words before it and as many behind it, the other 80."""
    paragraph = story(9, words)
    if changed is not None:
        paragraph[changed] = "x"
    return [made(story(10 + n, n) + paragraph + story(20 + n, n)) for n in (own, 80)]


def test_an_edited_copy_that_comes_days_later_is_a_copy_still() -> None:
    words = story(1)
    edited = [f"x{n}" if n % 8 == 0 else word for n, word in enumerate(words)]
    for days in (0.5, 2, 7):
        assert judge(made(edited[40:]), made(words), SETTINGS, days_apart=days).relation == "near_duplicate"


def test_a_higher_overlap_setting_judges_more_strictly() -> None:
    words = story(1)
    edited = made(words[:200] + story(2, 100))
    assert judge(edited, made(words), SETTINGS).relation in COPIES
    assert judge(edited, made(words), Duplicates(min_overlap=0.9)).relation == "partial"


TEXTS = st.lists(st.sampled_from([f"w{number}" for number in range(12)]), max_size=80)


@given(TEXTS, TEXTS)
def test_judging_is_symmetric_and_its_shares_are_shares(one: list[str], two: list[str]) -> None:
    a, b = made(one), made(two)
    there, back = judge(a, b, SETTINGS), judge(b, a, SETTINGS)
    assert (there.relation, there.jaccard, there.overlap) == (back.relation, back.jaccard, back.overlap)
    assert (there.share_of_a, there.share_of_b) == (back.share_of_b, back.share_of_a)
    assert there.longest_run == back.longest_run
    assert 0 <= there.jaccard <= there.overlap <= 1
    for run in there.runs:
        assert run.first + run.length <= len(one)


@given(st.lists(st.lists(st.sampled_from([f"w{n}" for n in range(12)]), max_size=60), min_size=2, max_size=12))
def test_many_pairs_are_judged_as_each_alone(texts: list[list[str]]) -> None:
    sketches = [made(words) for words in texts]
    rarity = Rarity(version="test", common=np.unique(sketches[0].shingles[::2]))
    pairs = [(a, b, float(n)) for n, (a, b) in enumerate(itertools.product(sketches, repeat=2))]
    for known in (None, rarity):
        alone = [judge(a, b, SETTINGS, known, days_apart=days) for a, b, days in pairs]
        assert judge_pairs(pairs, SETTINGS, known) == [found if found.relation else None for found in alone]
    assert judge_pairs([], SETTINGS, None) == []


def test_a_shingle_that_ends_one_text_and_begins_the_next_counts_in_both() -> None:
    # The one with the smallest hash of all begins its text once they are sorted, and ends it where it is the only one.
    one = made("one two three")
    found = judge_pairs([(one, one, 0.0), (made("one two three"), made("one two three"), 0.0)], SETTINGS, None)
    assert [each and each.jaccard for each in found] == [1.0, 1.0]


@given(TEXTS)
def test_a_text_is_identical_with_itself_unless_it_is_empty(words: list[str]) -> None:
    assert judge(made(words), made(words), SETTINGS).relation == ("identical" if words else None)


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled pairs of copies-ar are not beside the project")
def test_the_judge_keeps_its_quality_on_labelled_news_without_a_snapshot() -> None:
    labelled = pytest.importorskip("benchmarks.labelled", reason="the benchmarks are not part of this package")
    pairs = [pair for pair in labelled.load_pairs() if pair.set == "dev"]
    records = labelled.load_records()
    sketches = {n: labelled.sketch_record(records[n]) for pair in pairs for n in (pair.a, pair.b)}
    said = [
        judge(
            sketches[pair.a],
            sketches[pair.b],
            SETTINGS,
            days_apart=labelled.days_apart(records[pair.a], records[pair.b]),
        ).relation
        in COPIES
        for pair in pairs
    ]
    assert labelled.figures(np.array(said), *labelled.truth(pairs)).f1 >= FLOORS["copies_f1"]


@pytest.mark.parametrize(
    ("floor", "wanted"),
    [
        ("edits_spelling_recall", "spelling"),
        ("edits_fifth_changed_recall", "20 % of the words changed"),
        ("edits_fifth_taken_out_recall", "20 % of the words taken out"),
        ("edits_fifth_put_in_recall", "20 % more words put in"),
        ("edits_cut_to_30_recall", "cut to 30 % from anywhere"),
        ("edits_third_of_longer_recall", "one third of a longer text"),
        ("edits_other_order_recall", "paragraphs or sentences in another order"),
        ("edits_lead_and_tail_recall", "first and last 20 % written anew"),
    ],
)
def test_edits_of_our_own_articles_are_recognised_as_copies(floor: str, wanted: str) -> None:
    edits = pytest.importorskip("benchmarks.edits", reason="the benchmarks are not part of this package")
    recall = pytest.importorskip("benchmarks.recall")
    wanted_edits = edits.SPELLINGS.values() if wanted == "spelling" else [edits.EDITS[wanted]]
    rounds = 1 if wanted == "spelling" else 3
    told = [
        judge(made(text), made(original.text), SETTINGS).relation in COPIES
        for original in recall.own_originals()
        for edit in wanted_edits
        for text in recall.edited(original, edit, rounds=rounds)
    ]
    assert len(told) > 50
    assert sum(told) / len(told) >= FLOORS[floor]


def test_articles_of_our_own_that_are_made_from_no_other_are_no_copies_of_one_another() -> None:
    recall = pytest.importorskip("benchmarks.recall", reason="the benchmarks are not part of this package")
    sketches = [made(original.text) for original in recall.own_originals()]
    assert len(sketches) > 20
    for place, one in enumerate(sketches):
        for other in sketches[:place]:
            assert judge(one, other, SETTINGS).relation is None


@given(st.lists(st.sampled_from("abcdefg"), max_size=60), st.lists(st.sampled_from("abcdefg"), max_size=60))
def test_a_judgement_turned_is_that_of_the_texts_the_other_way_round(one: list[str], two: list[str]) -> None:
    a, b = made(one), made(two)
    assert turned(judge(a, b, SETTINGS), a, b) == judge(b, a, SETTINGS)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (
            "東京の新興企業が日本語の方言を理解する新しい言語モデルを発表した研究者には無料で公開される予定だという"
            "代表は二年間かけて文章を集めて整えたと話した開発には十二人の技術者が携わり大学とも協力したと説明した",
            "昨日の夜に予定されていた野球の試合は大雨のため中止となり主催者は来週の水曜日に延期すると発表した"
            "観客は元の入場券で入場できるほか払い戻しを受けることもできるという選手たちは室内で練習を続けた",
        ),
        (
            "บริษัทใหม่ในกรุงเทพเปิดตัวแบบจำลองภาษาที่เข้าใจภาษาถิ่นและเขียนได้ผู้อำนวยการกล่าวว่าทีมงานใช้เวลาสองปีในการ"
            "รวบรวมและตรวจสอบข้อความก่อนเริ่มฝึกและแบบจำลองจะเปิดให้นักวิจัยใช้โดยไม่เสียค่าใช้จ่าย",
            "การแข่งขันฟุตบอลเมื่อคืนนี้ถูกเลื่อนออกไปเพราะฝนตกหนักผู้จัดงานตัดสินใจย้ายการแข่งขันไปเป็นวันพุธหน้าแฟนบอลใช้ตั๋ว"
            "เดิมเข้าชมได้หรือจะขอคืนเงินก็ได้นักกีฬายังคงฝึกซ้อมในร่มต่อไป",
        ),
    ],
    ids=["Japanese", "Thai"],
)
def test_texts_without_spaces_are_distinguished(text: str, other: str) -> None:
    cut = text[: len(text) * 7 // 10]
    assert judge(made(text), made(text.replace("2", "3") + other[:10]), SETTINGS).relation == "near_duplicate"
    assert judge(made(cut), made(text), SETTINGS).relation in COPIES
    assert judge(made(text), made(text + other + other[::-1]), SETTINGS).relation == "excerpt"
    assert judge(made(text), made(other), SETTINGS).relation is None


def test_a_third_of_a_very_short_text_makes_no_copy() -> None:
    phrase = story(1, 12)
    texts = [made([*story(seed, 12), *phrase, *story(seed + 9, 12)]) for seed in (2, 5)]
    assert judge(*texts, SETTINGS, Rarity(version="test", common=np.zeros(0, dtype=np.uint32))).relation is None


@pytest.mark.parametrize("count", [12, 18, 21])
def test_a_text_cut_to_a_dozen_words_is_an_excerpt_unless_it_is_a_formula(count: int) -> None:
    words = story(3, 200)
    cut, whole = made(words[40 : 40 + count]), made(words)
    formula = Rarity(version="test", common=np.unique(cut.shingles))
    nothing = Rarity(version="test", common=np.zeros(0, dtype=np.uint32))
    assert judge(cut, whole, SETTINGS).relation == "excerpt"
    assert judge(cut, whole, SETTINGS, nothing).relation == "excerpt"
    assert judge(cut, whole, SETTINGS, formula).relation is None
    assert judge(made(words[:9]), whole, SETTINGS, nothing).relation is None
