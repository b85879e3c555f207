import pytest

from renders.quality.text.check import check
from renders.quality.text.lines import TextLine
from renders.quality.text.order import ordered_texts

ROSE = ("玫瑰精华水", "Rose Essence Water")


def lines(*texts: str, sureness: float = 0.99) -> list[TextLine]:
    """Texts as a reader gives them, one below the other."""
    boxes = [(0.2, 0.1 + 0.1 * row, 0.8, 0.18 + 0.1 * row) for row in range(len(texts))]
    return [TextLine(text, sureness, box, 20) for text, box in zip(texts, boxes, strict=True)]


def codes(read: list[TextLine], ordered: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    return [finding.check for finding in check(read, ordered, allowed)]


@pytest.mark.parametrize(
    "read",
    [
        ROSE,
        ("玫 瑰 精 华 水", "ROSE ESSENCE WATER"),
        ("玫瑰精华水。", "Rose  Essence-Water"),
        ("Ｒｏｓｅ　Ｅｓｓｅｎｃｅ　Ｗａｔｅｒ", "玫瑰精华水"),
        ("玫瑰精华水", "Rose Essence", "Water"),
        ("玫瑰精华水 Rose Essence Water",),
    ],
)
def test_spaces_case_width_and_breaks_make_no_other_text(read):
    assert codes(lines(*read), ROSE) == []


@pytest.mark.parametrize(
    ("read", "ordered", "named"),
    [
        ("玫魂精华水", "玫瑰精华水", "“魂” instead of “瑰”"),
        ("龙并", "龙井", "“并” instead of “井”"),
        ("Rose Essense Water", "Rose Essence Water", "“s” instead of “c”"),
        ("Longing Green Tea", "Longjing Green Tea", "“j” is missing"),
        ("Longjinng Green Tea", "Longjing Green Tea", "“n” is too much"),
    ],
)
def test_one_wrong_character_is_named_with_both(read, ordered, named):
    [finding] = check(lines(read), [ordered])
    assert finding.check == "label_misread"
    assert named in finding.message
    assert read in finding.message
    assert ordered in finding.message


def test_a_misread_text_says_how_many_characters_and_where():
    [finding] = check(lines("龙并"), ["龙井"])
    assert (finding.measure, finding.limit, finding.unit) == (1, 0, "characters")
    assert finding.box == (0.2, 0.1, 0.8, 0.18)


@pytest.mark.parametrize("read", [(), ("Morning Light",), ("Tea",)])
def test_a_text_that_is_not_there_is_missing(read):
    assert "label_missing" in codes(lines(*read), ("龙井",))


def test_text_that_nobody_ordered_is_reported_where_it_stands():
    [finding] = check(lines(*ROSE, "SALE 50% OFF"), ROSE)
    assert finding.check == "text_not_ordered"
    assert "SALE 50% OFF" in finding.message
    assert finding.box == pytest.approx((0.2, 0.3, 0.8, 0.38))


@pytest.mark.parametrize(("read", "sureness"), [("1", 0.99), ("ll", 0.99), ("SALE 50%", 0.5), ("。", 0.99)], ids=str)
def test_seams_and_highlights_are_no_text(read, sureness):
    assert codes(lines(read, sureness=sureness), ()) == []


@pytest.mark.parametrize("read", ["Net 30 ml", "NET30ML", "Net 30 m"])
def test_what_the_product_wears_may_be_read_wholly_or_in_part(read):
    assert codes(lines(read), (), ("Net 30 ml",)) == []


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("One bottle. The label reads 玫瑰精华水 in bold serif Chinese, with Rose Essence Water below it.", ROSE),
        ("The label reads “Rose Essence Water” in small type.", ("Rose Essence Water",)),
        ("A small green badge that reads 新品 in white, the price 199 元 in bold type.", ("新品",)),
        ("One glass bottle, front view, soft light. No text.", ()),
        ("A bottle with a blank label, 玫瑰 petals around it.", ()),
        ("一个玻璃瓶，标签写着“龙井”，白色背景。The label reads “龙井”", ("龙井",)),
    ],
)
def test_a_prompt_orders_what_it_spells_out(prompt, texts):
    assert ordered_texts(prompt, ("Rose Essence Water",)) == texts
