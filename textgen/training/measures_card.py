"""The last section of a model card: text measures over temperature."""

from collections.abc import Sequence

from textgen.about import About
from textgen.measures import Summary
from textgen.measures.filters import SHINGLE
from textgen.measures.sweep import figures

_WORDS = {
    "en": {
        "heading": "Text measures",
        "intro": "At each temperature the model wrote {texts} texts of {length} tokens: from each "
        "ready prompt, with {seeds} random seeds, the same at every temperature. Figures are "
        "mean ± standard deviation. The last row is the author's own held-out text, cut into "
        "{pieces} pieces as long: what a perfect imitation would measure.",
        "columns": "Temperature | Real words, % | Distinct-2 | Loop rate, % | "
        "Entropy, bits a token | Longest copy, characters",
        "author": "author",
        "meaning": "Real words: share of the words that the author uses in the training part. "
        "Distinct-2: distinct pairs of tokens among all pairs. Loop rate: share of tokens inside a "
        "span that is repeated at least three times in a row. Entropy: mean over the distributions "
        "that were drawn from. Longest copy: the longest piece that stands in the training part; "
        "0 below {shingle} characters.",
    },
    "zh": {
        "heading": "文本指标",
        "intro": "每个温度下，模型各写 {texts} 段文字，每段 {length} 个词元：从每个预备的种子文本"
        "出发，用 {seeds} 个随机种子，各温度相同。数值为平均值 ± 标准差。最后一行是作者自己的"
        "留出文本，切成 {pieces} 段同样的长度：完美的模仿应得到这样的数值。",
        "columns": "温度 | 真词，% | Distinct-2 | 循环率，% | 熵，比特/词元 | 最长照抄，字符",
        "author": "作者",
        "meaning": "真词：作者在训练部分用过的词所占的比例。Distinct-2：不同的相邻词元对"
        "占全部对的比例。循环率：处在连续重复三次以上的片段中的词元的比例。熵：每次抽取"
        "所用分布的熵的平均值。最长照抄：训练部分中出现过的最长一段，不足 {shingle} 个字符记为 0。",
    },
}


def with_measures(card: str, language: str, about: About, rows: Sequence[Summary]) -> str:
    """Return a model card with the measures as its last section, in place of older ones.

    Parameters
    ----------
    card : str
        Markdown.
    language : {'en', 'zh'}
        Of the card.
    about : About
        Of the model.
    rows : sequence of Summary
        By temperature; the author's last.
    """
    words = _WORDS[language]
    heading = f"## {words['heading']}\n"
    head = card.rpartition(heading)[0] if heading in card else card
    intro = words["intro"].format(
        texts=rows[0].texts,
        length=about.max_new_tokens,
        seeds=rows[0].texts // len(about.prompts),
        pieces=rows[-1].texts,
    )
    meaning = words["meaning"].format(shingle=SHINGLE[about.language])
    parts = [head.rstrip("\n"), heading + f"\n{intro}", _table(words, rows), meaning]
    return "\n\n".join(parts) + "\n"


def _table(words: dict[str, str], rows: Sequence[Summary]) -> str:
    lines = [f"| {words['columns']} |", "|" + "---|" * 6]
    for row in rows:
        name = words["author"] if row.temperature is None else f"{row.temperature:.1f}"
        lines.append(f"| {' | '.join((name, *figures(row)))} |")
    return "\n".join(lines)
