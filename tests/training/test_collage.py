"""The sentence model on a text of one's own, where every clause is a token: a readable collage."""

import numpy as np

from textgen.checkpoint import Checkpoint
from textgen.generation import Settings, generate
from textgen.sampler import Sampler
from textgen.training import Recipe, train

SUBJECTS = ["老船夫", "邻居的猫", "小姑娘", "守夜人", "卖花的人", "远来的客人"]
DEEDS = ["坐在桥头，", "听着雨声，", "推开了门，", "数着星星，", "走过小巷，"]
ENDS = ["什么也没有说。", "忽然笑了起来！", "想起了故乡……", "不知该去哪里？", "慢慢睡着了。"]


def own_text(rng):
    """A text in which few clauses stand side by side as often as chance would have it."""
    sentences = []
    for _ in range(400):
        clauses = [str(rng.choice(SUBJECTS)) + str(rng.choice(DEEDS))]
        clauses += [str(rng.choice(DEEDS)) for _ in range(rng.integers(3))]
        sentences.append("".join(clauses) + str(rng.choice(ENDS)))
    return "\n".join(sentences)


def test_a_text_of_one_s_own_becomes_a_collage_of_its_clauses(values, tmp_path):
    text = own_text(np.random.default_rng(3))
    corpus = tmp_path / "own.txt"
    corpus.write_text(text, encoding="utf-8")
    values["about"] |= {"language": "zh", "prompts": ["守夜人听着雨声，"]}
    values["tokens"] = {"unit": "sentence", "normalization": ["newlines"], "min_count": 1}
    values["training"] |= {"epochs": 8, "batch": 4, "window": 12, "dropout": 0, "patience": 8}
    values["samples"] = {"prompt": "守夜人听着雨声，"}
    checkpoint = Checkpoint.load(train(Recipe.from_values(values), corpus, tmp_path / "own"))

    ids = checkpoint.tokenizer.encode("守夜人听着雨声，")
    steps = generate(checkpoint.decoder, ids, Settings(Sampler(0.7), 1, max_new_tokens=60))
    written = checkpoint.tokenizer.decode(step.id for step in steps)
    clauses = [clause for clause in checkpoint.tokenizer.split(written) if clause != "\n"]

    known = set(checkpoint.tokenizer.split(text))
    assert len(ids) == 1  # the clause is one token
    assert np.mean([clause in known for clause in clauses]) > 0.95  # whole clauses of the text
    assert len(set(clauses)) > 8
    lines = [line for line in written.split("\n")[1:-1] if line]
    assert any(line not in text for line in lines)  # put together anew
    assert np.mean([line[-1] in "。！？…" for line in lines]) > 0.9  # as sentences
