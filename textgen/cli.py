"""The command line's grammar and its exit status; `commands` does the work."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from textgen import commands
from textgen.errors import TextgenError

_CHECKPOINTS = Path(__file__).resolve().parents[1] / "checkpoints"


class _OneLineParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print one clear line instead of the whole usage."""
        self.exit(2, f"{self.prog}: {_one_line(message)[:400]} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str or None, default=None
        Command and options; None takes those of the process.

    Returns
    -------
    int
        0; 2 after one line on standard error; 128 and the signal's number after an interruption.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that is not UTF-8 would fail on Chinese; file names may be no Unicode at all.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
        print(end="", flush=True)  # a closed standard output is None: print passes it over
    except TextgenError as error:
        return _fail(str(error))
    except BrokenPipeError:  # the reader, such as head, has seen enough
        sys.stderr.close()
    except OSError as error:
        return _fail(f"{error.filename or 'output'}: {error.strerror or error}")
    except KeyboardInterrupt as error:  # as a shell expects it
        return _fail(str(error) or "interrupted", 128 + getattr(error, "number", signal.SIGINT))
    return 0


def _fail(message: str, status: int = 2) -> int:
    print(f"textgen: {_one_line(message)}", file=sys.stderr)
    return status


def _one_line(message: str) -> str:
    """Write out what would break the line or hide in it."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in message)


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(prog="textgen", description="Language models that write text.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_list(subparsers)
    _add_generate(subparsers)
    _add_replay(subparsers)
    _add_inspect(subparsers)
    _add_evaluate(subparsers)
    _add_train(subparsers)
    _add_verify(subparsers)
    for command, subparser in subparsers.choices.items():
        if command not in ("train", "replay"):  # which need no checkpoint
            subparser.add_argument(
                "--checkpoints",
                type=Path,
                default=_CHECKPOINTS,
                help="folder of checkpoint folders",
            )
    return parser


_Subparsers = argparse._SubParsersAction  # argparse has no public name for it


def _add_list(subparsers: "_Subparsers[_OneLineParser]") -> None:
    parser = subparsers.add_parser("list", help="the checkpoints, usable or the reason why not")
    _add_json(parser)
    parser.set_defaults(command=commands.list_all)


def _add_generate(subparsers: "_Subparsers[_OneLineParser]") -> None:
    parser = subparsers.add_parser(
        "generate", help="write text; it streams as it is drawn, without the prompt"
    )
    _add_checkpoint(parser)
    parser.add_argument("--prompt", default="", help="seed text (default: none)")
    parser.add_argument("--temperature", type=float, help="T >= 0, 'inf' allowed (default: 1)")
    parser.add_argument(
        "--strategy",
        choices=["sample", "greedy", "uniform"],
        default="sample",
        help="greedy is T = 0, uniform is T = inf (default: sample)",
    )
    parser.add_argument("--max-new-tokens", type=int, default=200, metavar="N", help="default: 200")
    parser.add_argument("--random-seed", type=int, default=0, metavar="S", help="default: 0")
    parser.add_argument("--top-k", type=int, metavar="K", help="keep the K likeliest tokens")
    parser.add_argument("--top-p", type=float, metavar="P", help="keep the likeliest mass P")
    parser.add_argument("--min-p", type=float, metavar="P", help="keep tokens of P times the best")
    parser.add_argument("--typical", type=float, metavar="P", help="keep the typical mass P")
    _add_json(parser)
    parser.set_defaults(command=commands.generate_text)


def _add_replay(subparsers: "_Subparsers[_OneLineParser]") -> None:
    parser = subparsers.add_parser(
        "replay", help="check a run from `generate --json` or the app; print its text"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.set_defaults(command=commands.replay)


def _add_inspect(subparsers: "_Subparsers[_OneLineParser]") -> None:
    parser = subparsers.add_parser("inspect", help="read a text through a model, token by token")
    _add_checkpoint(parser)
    parser.add_argument("--text", required=True)
    _add_json(parser)
    parser.set_defaults(command=commands.inspect_text)


def _add_evaluate(subparsers: "_Subparsers[_OneLineParser]") -> None:
    parser = subparsers.add_parser(
        "evaluate", help="bits per character on a corpus; text measures over temperature"
    )
    _add_checkpoint(parser)
    parser.add_argument("--corpus", type=Path, metavar="FILE", help="text to score")
    parser.add_argument("--split", choices=["heldout", "all"], default="heldout")
    parser.add_argument(
        "--temperature",
        type=float,
        default=1.0,
        metavar="T",
        help="divide the logits by T, 0.01 to 100, before the corpus is scored (default: 1)",
    )
    parser.add_argument(
        "--cross-calibrate",
        action="store_true",
        help="also score each half of the held-out part at the other half's best temperature",
    )
    parser.add_argument(
        "--measures", action="store_true", help="write at T = 0 to 2 and measure the texts"
    )
    _add_json(parser)
    parser.set_defaults(command=commands.evaluate_model)


def _add_train(subparsers: "_Subparsers[_OneLineParser]") -> None:
    parser = subparsers.add_parser("train", help="train a checkpoint (needs TensorFlow)")
    parser.add_argument("--recipe", type=Path, required=True, metavar="FILE")
    parser.add_argument("--corpus", type=Path, required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--word-vectors",
        type=Path,
        metavar="FILE",
        help="start the embedding from vectors in word2vec's text format, plain or gzip",
    )
    parser.add_argument(
        "--teacher",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="checkpoint to learn from besides the text (training.distillation); may be repeated",
    )
    parser.add_argument("--resume", action="store_true", help="go on from the last snapshot")
    parser.add_argument(
        "--snapshot-every",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="how much work an interruption may cost (default: 60)",
    )
    parser.set_defaults(command=commands.train_model)


def _add_verify(subparsers: "_Subparsers[_OneLineParser]") -> None:
    parser = subparsers.add_parser("verify", help="check hashes, shapes, vocabulary, ten tokens")
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    parser.set_defaults(command=commands.verify)


def _add_checkpoint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", required=True, metavar="NAME")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
