"""Tokenizers lose nothing: what they know they give back, what they do not know they report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textgen import ConfigError, Vocabulary, build_vocabulary, make_tokenizer
from textgen.limits import MAX_TOKEN_CHARS, MAX_VOCABULARY
from textgen.tokenizers import Tokenizer
from textgen.tokenizers.normalization import STEPS

CORPUS = """我家门口有两棵树，一棵是桃树，还有一棵也是桃树。为什么呢？因为春天来了！
The Sea was calm; the sky, too. １２３ＡＢＣ
“你好”，他说……我们去看海吧。我们去看海吧。"""
UNITS = ("character", "word", "sentence")
STEP_LISTS = ([], ["newlines"], ["newlines", "lowercase", "narrow"])
ODD_TEXTS = {
    "nothing": "",
    "only unknown characters": "ж⍼𝄞",
    "lone surrogates": "a\ud800b\udfff海",
    "zero width": "a\u200b\u200d\ufeffb海\u2060",
    "right to left": "\u202eשלום مرحبا\u202c海",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈海🇨🇳",
    "control": "\x00\x01\x1b[31m海\x7f\x85\u2028\u2029",
    "combining": "e\u0301\u0327海İ",
    "line ends": "a\r\nb\rc\n\r\n",
    "markup": "<script>alert(1)</script> **b** $x^2$ :material/home: `海`",
    "fullwidth": "ＡＢＣａｂｃ０１２，。！",
    "astral han": "𠮷野家",
}
texts = st.text(st.characters(exclude_categories=())) | st.text(
    "我们去看海吧桃树。，\r\n aAＡ\u200b"
)


def tokenizer_of(unit: str, steps: list[str]) -> Tokenizer:
    vocabulary = build_vocabulary(unit, CORPUS, CORPUS, normalization=steps, min_count=2)
    return make_tokenizer(unit, vocabulary, steps)


TOKENIZERS = {
    f"{unit}-{'+'.join(steps) or 'as is'}": tokenizer_of(unit, steps)
    for unit in UNITS
    for steps in STEP_LISTS
}
every_tokenizer = pytest.mark.parametrize("tokenizer", TOKENIZERS.values(), ids=TOKENIZERS.keys())


def check_laws(tokenizer: Tokenizer, text: str) -> None:
    """Everything that holds of any tokenizer and any text."""
    reading = tokenizer.read(text)
    assert reading.text == tokenizer.normalize(text)
    assert "".join(piece.text for piece in reading.pieces) == reading.text
    assert "".join(tokenizer.split(text)) == reading.text
    assert reading.ids == tokenizer.encode(text)
    known = "".join(piece.text for piece in reading.pieces if piece.id is not None)
    assert tokenizer.decode(reading.ids) == known
    for piece in reading.pieces:
        assert reading.text.startswith(piece.text, piece.position)
        assert piece.id == tokenizer.vocabulary.id_of(piece.text)
    for piece in reading.unknown:
        assert len(piece.text) == 1
        assert piece.text not in tokenizer.vocabulary
    assert tokenizer.normalize(reading.text) == reading.text, "normalising twice changes nothing"
    assert tokenizer.read(reading.text).steps == ()


def test_words_are_known_by_their_ids_and_strangers_fall_back_to_characters() -> None:
    tokenizer = make_tokenizer("word", Vocabulary(["桃", "树", "海", "看海", "我们"]))
    assert tokenizer.split("我们去看海") == ["我们", "去", "看海"]
    assert tokenizer.encode("我们去看海") == [4, 3]
    assert tokenizer.encode("桃树") == [0, 1]


def test_a_clause_that_is_not_known_falls_back_to_characters() -> None:
    tokenizer = make_tokenizer("sentence", Vocabulary(["去看海。", "海", "看", "。"]))
    assert tokenizer.encode("去看海。看海。") == [0, 2, 1, 3]


def test_unknown_characters_are_told_with_their_places() -> None:
    tokenizer = make_tokenizer("character", Vocabulary(["a", "b"]), ["lowercase"])
    reading = tokenizer.read("AéB")
    assert [(piece.text, piece.position) for piece in reading.unknown] == [("é", 1)]
    assert reading.ids == [0, 1]
    assert reading.steps == ("lowercase",)


@every_tokenizer
@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_texts_are_read_without_loss(tokenizer: Tokenizer, text: str) -> None:
    check_laws(tokenizer, text)


@every_tokenizer
@given(text=texts)
def test_any_text_is_read_without_loss(tokenizer: Tokenizer, text: str) -> None:
    check_laws(tokenizer, text)


@every_tokenizer
@given(data=st.data())
def test_decode_undoes_encode_on_normalised_known_text(
    tokenizer: Tokenizer, data: st.DataObject
) -> None:
    known = sorted(set(tokenizer.normalize(CORPUS)))
    text = tokenizer.normalize(data.draw(st.text(known)))
    assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("passage", ["a", "我们去看海吧", "ab1 ", "\r\n", "ж"])
def test_a_hundred_thousand_characters_are_read(unit: str, passage: str) -> None:
    tokenizer = TOKENIZERS[f"{unit}-newlines"]
    text = passage * (100_000 // len(passage))
    reading = tokenizer.read(text)
    assert "".join(piece.text for piece in reading.pieces) == tokenizer.normalize(text)


@pytest.mark.parametrize("step", STEPS)
@given(text=texts)
def test_each_normalisation_step_is_idempotent(step: str, text: str) -> None:
    once = STEPS[step](text)
    assert STEPS[step](once) == once


def test_normalisation_steps_do_what_their_names_say() -> None:
    assert STEPS["newlines"]("a\r\nb\rc\n") == "a\nb\nc\n"
    assert STEPS["lowercase"]("Ab Ü") == "ab ü"
    assert STEPS["narrow"]("Ａｚ０９，。") == "Az09，。"


@pytest.mark.parametrize("unit", UNITS)
def test_the_vocabulary_is_sorted_and_holds_every_character(unit: str) -> None:
    vocabulary = build_vocabulary(unit, CORPUS[:60], CORPUS, normalization=[], min_count=2)
    assert list(vocabulary.tokens) == sorted(vocabulary.tokens)
    assert set(CORPUS) <= set(vocabulary.tokens)


def test_the_vocabulary_counts_in_the_training_part_alone() -> None:
    words = build_vocabulary(
        "word", "桃树桃树海", "桃树桃树海看海看海", normalization=[], min_count=2
    )
    assert "桃树" in words
    assert "看海" not in words


def test_a_run_of_letters_too_long_for_a_token_stays_out_of_the_vocabulary() -> None:
    long = "a" * (MAX_TOKEN_CHARS + 1)
    vocabulary = build_vocabulary("word", f"{long} {long}", long + " ", normalization=[])
    assert vocabulary.tokens == (" ", "a")


@pytest.mark.parametrize(
    "tokens",
    [
        [],
        ["a", "a"],
        ["a", ""],
        ["a", "\ud800"],
        ["a", 1],
        ["a", None],
        ["a", ["b"]],
        ["a" * (MAX_TOKEN_CHARS + 1)],
        [str(i) for i in range(MAX_VOCABULARY + 1)],
    ],
    ids=lambda tokens: repr(tokens)[:20],
)
def test_a_list_that_is_no_vocabulary_is_refused(tokens: list[str]) -> None:
    with pytest.raises(ConfigError):
        Vocabulary(tokens)


def test_a_vocabulary_of_the_largest_size_is_accepted() -> None:
    assert len(Vocabulary([str(i) for i in range(MAX_VOCABULARY)])) == MAX_VOCABULARY


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), unique=True))
def test_ids_and_tokens_are_each_others_inverse(tokens: list[str]) -> None:
    vocabulary = Vocabulary(["\n", *(token for token in tokens if token != "\n")])
    for i, token in enumerate(vocabulary.tokens):
        assert vocabulary.id_of(token) == i
        assert vocabulary.token(i) == token


@pytest.mark.parametrize("unit", ["", "letter", "Word"])
def test_an_unknown_unit_is_refused(unit: str) -> None:
    with pytest.raises(ConfigError, match="unit"):
        make_tokenizer(unit, Vocabulary(["a"]))


@pytest.mark.parametrize("steps", [["upper"], [["lowercase"]], [None], ["lowercase"] * 2])
def test_unknown_and_repeated_normalisation_steps_are_refused(steps: list[str]) -> None:
    with pytest.raises(ConfigError, match="normalization"):
        make_tokenizer("character", Vocabulary(["a"]), steps)


def test_a_count_below_one_is_refused() -> None:
    with pytest.raises(ConfigError, match="min_count"):
        build_vocabulary("word", "a", "a", normalization=[], min_count=0)
