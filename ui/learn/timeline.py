"""Machines that write one token at a time, each with the source where it was first told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One step on the way.

    Parameters
    ----------
    year : int
        Of the source.
    name : str
        Of its text, a part of the lesson's.
    who : str
        Its authors.
    source : str
        Where it was published.
    url : str
        Where it can be read; empty where it is not known to be free to read.
    """

    year: int
    name: str
    who: str
    source: str
    url: str = ""


def _arxiv(year: int, name: str, who: str, title: str, number: str) -> Entry:
    return Entry(year, name, who, f"{title}, arXiv:{number}", f"https://arxiv.org/abs/{number}")


TIMELINE = (
    Entry(
        1913,
        "markov",
        "A. A. Markov",
        "An Example of Statistical Investigation of the Text Eugene Onegin",
    ),
    Entry(
        1951,
        "shannon",
        "C. E. Shannon",
        "Prediction and Entropy of Printed English, Bell System Technical Journal 30, 50–64",
    ),
    Entry(1990, "elman", "J. L. Elman", "Finding Structure in Time, Cognitive Science 14, 179–211"),
    Entry(
        1997,
        "lstm",
        "S. Hochreiter, J. Schmidhuber",
        "Long Short-Term Memory, Neural Computation 9(8), 1735–1780",
        "https://doi.org/10.1162/neco.1997.9.8.1735",
    ),
    Entry(
        2002,
        "blues",
        "D. Eck, J. Schmidhuber",
        "Learning the Long-Term Structure of the Blues, ICANN, 284–289",
    ),
    Entry(
        2003,
        "neural",
        "Y. Bengio, R. Ducharme, P. Vincent, C. Jauvin",
        "A Neural Probabilistic Language Model, JMLR 3, 1137–1155",
        "https://jmlr.org/papers/v3/bengio03a.html",
    ),
    Entry(
        2010,
        "rnnlm",
        "T. Mikolov and others",
        "Recurrent Neural Network Based Language Model, Interspeech, 1045–1048",
        "https://doi.org/10.21437/Interspeech.2010-343",
    ),
    Entry(
        2011,
        "text",
        "I. Sutskever, J. Martens, G. Hinton",
        "Generating Text with Recurrent Neural Networks, ICML, 1017–1024",
    ),
    _arxiv(
        2013,
        "word2vec",
        "T. Mikolov and others",
        "Efficient Estimation of Word Representations in Vector Space",
        "1301.3781",
    ),
    _arxiv(
        2013,
        "handwriting",
        "A. Graves",
        "Generating Sequences with Recurrent Neural Networks",
        "1308.0850",
    ),
    Entry(
        2015,
        "charrnn",
        "A. Karpathy",
        "The Unreasonable Effectiveness of Recurrent Neural Networks, 21 May 2015",
        "https://karpathy.github.io/2015/05/21/rnn-effectiveness/",
    ),
    _arxiv(
        2015,
        "units",
        "A. Karpathy, J. Johnson, L. Fei-Fei",
        "Visualizing and Understanding Recurrent Networks",
        "1506.02078",
    ),
    _arxiv(
        2016,
        "smartreply",
        "A. Kannan and others",
        "Smart Reply: Automated Response Suggestion for Email",
        "1606.04870",
    ),
    _arxiv(
        2016,
        "wavenet",
        "A. van den Oord and others",
        "WaveNet: A Generative Model for Raw Audio",
        "1609.03499",
    ),
    _arxiv(
        2017, "sketch", "D. Ha, D. Eck", "A Neural Representation of Sketch Drawings", "1704.03477"
    ),
    Entry(
        2017, "transformer", "A. Vaswani and others", "Attention Is All You Need, NIPS, 5998–6008"
    ),
    _arxiv(
        2018,
        "tcn",
        "S. Bai, J. Z. Kolter, V. Koltun",
        "An Empirical Evaluation of Generic Convolutional and Recurrent Networks for Sequence "
        "Modeling",
        "1803.01271",
    ),
    _arxiv(
        2019,
        "nucleus",
        "A. Holtzman and others",
        "The Curious Case of Neural Text Degeneration",
        "1904.09751",
    ),
)
