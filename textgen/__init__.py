"""Language models that write text, and everything needed to see how they choose."""

from textgen.about import About
from textgen.checkpoint import Checkpoint, Entry, list_checkpoints, load_weights
from textgen.checksum import checksum, departure
from textgen.config import ModelConfig
from textgen.corpus import read_corpus, split_corpus
from textgen.decoder import CarryDecoder, Decoder, WindowDecoder, make_decoder
from textgen.distribution import Distribution, reweight_distribution
from textgen.errors import (
    CheckpointError,
    ConfigError,
    CorpusError,
    RunError,
    TextgenError,
    TrainingError,
)
from textgen.evaluation import Evaluation, Scored, evaluate, score
from textgen.generation import Edit, Settings, Step, dice, generate, generate_lanes
from textgen.measures import (
    Filters,
    Measures,
    Spread,
    Summary,
    copied,
    distinct_2,
    loop_rate,
    measure,
    measure_heldout,
    measure_temperatures,
    real_word_share,
)
from textgen.processors import MinP, Temperature, TopK, TopP, Typical
from textgen.run import Run, record
from textgen.sampler import Sampler
from textgen.saving import Documents, save_checkpoint
from textgen.slider import SliderTable, slider_table
from textgen.tokenizers import (
    CharTokenizer,
    Piece,
    Reading,
    SentenceTokenizer,
    Tokenizer,
    Vocabulary,
    WordTokenizer,
    build_vocabulary,
    make_tokenizer,
)

__version__ = "0.1.0"

__all__ = [
    "About",
    "CarryDecoder",
    "CharTokenizer",
    "Checkpoint",
    "CheckpointError",
    "ConfigError",
    "CorpusError",
    "Decoder",
    "Distribution",
    "Documents",
    "Edit",
    "Entry",
    "Evaluation",
    "Filters",
    "Measures",
    "MinP",
    "ModelConfig",
    "Piece",
    "Reading",
    "Run",
    "RunError",
    "Sampler",
    "Scored",
    "SentenceTokenizer",
    "Settings",
    "SliderTable",
    "Spread",
    "Step",
    "Summary",
    "Temperature",
    "TextgenError",
    "Tokenizer",
    "TopK",
    "TopP",
    "TrainingError",
    "Typical",
    "Vocabulary",
    "WindowDecoder",
    "WordTokenizer",
    "build_vocabulary",
    "checksum",
    "copied",
    "departure",
    "dice",
    "distinct_2",
    "evaluate",
    "generate",
    "generate_lanes",
    "list_checkpoints",
    "load_weights",
    "loop_rate",
    "make_decoder",
    "make_tokenizer",
    "measure",
    "measure_heldout",
    "measure_temperatures",
    "read_corpus",
    "real_word_share",
    "record",
    "reweight_distribution",
    "save_checkpoint",
    "score",
    "slider_table",
    "split_corpus",
]
