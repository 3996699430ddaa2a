"""The player's arithmetic is the package's, and its small helpers do what they say."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.player_fixture import RiggedDecoder, Story, make_run
from tests.browser.player_server import STORIES
from textgen.ranking import ranking
from textgen.slider import STOPS
from ui import assets

WEIGH = """async ([modules, story, steps]) => {
  const { unpack } = await import(`${modules}/player/unpack.js`);
  const weigh = await import(`${modules}/player/reweight.js`);
  const response = await fetch(`/payload/${story}?`);
  const run = unpack(new Uint8Array(await response.arrayBuffer())).tensors;
  const stops = [...run.stops.data.keys()];
  return steps.map((step) => ({
    model: [...weigh.modelProbabilities(run, step)],
    after: stops.map((stop) => [...weigh.reweight(run, step, stop)]),
    drawn: stops.map((stop) => weigh.drawnProbability(run, step, stop)),
    entropy: stops.map((stop) => weigh.entropy(run, step, stop)),
    hit: weigh.hit(
      weigh.reweight(run, step, weigh.stopOf(run, run.temperature.data[step])),
      run.u.data[step],
    ),
  }));
}"""


@pytest.fixture
def blank(page: Page, player_url: str) -> Page:
    """Open a page that may import the player's modules but does not."""
    page.goto(urljoin(player_url, "/blank"))
    return page


def call_each(page: Page, function: str, arguments: Iterable[object]) -> list[Any]:
    """Call a function of ``web/tokens.js`` in the browser with each of the argument lists."""
    code = "async ([url, name, calls]) => { const m = await import(url); "
    code += "return calls.map((values) => m[name](...values)); }"
    url = f"{assets.base_path()}/web/tokens.js"
    return page.evaluate(code, [url, function, list(arguments)])


def expected(story: Story, step: int, temperature: float) -> np.ndarray:
    """Return the probabilities in the model's order as the package computes them, shape (V,)."""
    logits = RiggedDecoder(story).logits(step)
    sampler = replace(story.settings.sampler, temperature=temperature)
    return sampler.distribution(logits).probabilities[ranking(logits)]


@pytest.mark.parametrize("name", ["letters", "words", "typical", "uncut", "hot", "edited"])
def test_probabilities_are_those_of_the_sampler(blank: Page, name: str) -> None:
    story, run = STORIES[name], make_run(STORIES[name])
    steps = [0, 1, 29, 30, 60, 61]
    results = blank.evaluate(WEIGH, [assets.base_path(), name, steps])
    for step, result in zip(steps, results, strict=True):
        rank = int(run.columns["rank"][step])
        for place, temperature in enumerate(run.temperatures):
            wanted = expected(story, step, temperature)
            after = result["after"][place]
            np.testing.assert_allclose(after, wanted[: len(after)], atol=1e-5)
            assert result["drawn"][place] == pytest.approx(wanted[rank], abs=1e-5)
            positive = wanted[wanted > 0]
            entropy = -(positive * np.log2(positive)).sum()
            assert result["entropy"][place] == pytest.approx(entropy, abs=1e-3)
        uncut = Story(**{**vars(story), "settings": type(story.settings)()})
        np.testing.assert_allclose(
            result["model"], expected(uncut, step, 1.0)[: len(result["model"])], atol=1e-5
        )


@pytest.mark.parametrize("name", ["letters", "words", "uncut"])
def test_the_die_hits_the_token_that_was_drawn(blank: Page, name: str) -> None:
    run = make_run(STORIES[name])
    results = blank.evaluate(WEIGH, [assets.base_path(), name, list(range(len(run)))])
    ranks = run.columns["rank"].tolist()
    shown = run.columns["likeliest_ids"].shape[1]
    for rank, result in zip(ranks, results, strict=True):
        assert result["hit"] == (rank if rank < shown else -1)


def test_of_a_recorded_run_no_token_can_be_forced(blank: Page) -> None:
    code = """async (modules) => {
      const { Player } = await import(`${modules}/player/player.js`);
      const sent = (view) => {
        const actions = [];
        const player = { view, send: (action) => actions.push(action) };
        Player.prototype.force.call(player, 3, 7);
        return actions;
      };
      return [sent({ recorded: true }), sent({ recorded: false })];
    }"""
    forced = {"kind": "force", "step": 3, "id": 7}
    assert blank.evaluate(code, assets.base_path()) == [[], [forced]]


def test_a_table_is_read_back_by_a_spreadsheet(blank: Page) -> None:
    rows = [
        ["a", 1, 0.25, None],
        ['say "no"', "x,y", "two\r\nlines", "海"],
        ["=1+1", "@SUM(A1)", "-cmd|' /C calc'!A0", "\t=1"],
        ["-0.5", "+12%", "-1e-9", "-"],
    ]
    code = """async ([modules, rows]) => {
      const { csvFile } = await import(`${modules}/web/csv.js`);
      const file = csvFile(rows);
      return [file.type, [...new Uint8Array(await file.arrayBuffer())]];
    }"""
    kind, content = blank.evaluate(code, [assets.base_path(), rows])
    assert kind == "text/csv"
    text = bytes(content).decode("utf-8")
    assert text.startswith("\ufeffa,1,0.25,\r\n")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [
        ["a", "1", "0.25", ""],
        ['say "no"', "x,y", "two\r\nlines", "海"],
        ['"=1+1"', '"@SUM(A1)"', "\"-cmd|' /C calc'!A0\"", '"\\t=1"'],
        ["-0.5", "+12%", "-1e-9", '"-"'],
    ]


FIGURES = {
    "names instead of places": (
        {
            "data": [
                {"type": "bar", "x": [0.7, 0.3], "y": [0, 1], "name": "after"},
                {"type": "scatter", "mode": "text", "x": [1, 1], "y": [0, 1], "text": ["a", "b"]},
            ],
            "layout": {
                "xaxis": {"title": {"text": "share"}},
                "yaxis": {"tickvals": [0, 1], "ticktext": ["&lt;b&gt;", "\u2423"]},
            },
        },
        [["series", "share", "y"], ["after", 0.7, "<b>"], ["after", 0.3, "\u2423"]],
    ),
    "a heat map": (
        {
            "data": [{"type": "heatmap", "x": [0, 0.5], "y": [0], "z": [[1, 0.25]]}],
            "layout": {"xaxis": {}, "yaxis": {"tickvals": [0], "ticktext": ["t"]}},
        },
        [["x", "y", "z"], [0, "t", 1], [0.5, "t", 0.25]],
    ),
    "columns with headings": (
        {
            "data": [
                {"type": "bar", "x": [1], "y": [0], "name": "after"},
                {"type": "bar", "x": [0.5], "y": [0], "name": "after", "xaxis": "x2"},
            ],
            "layout": {"annotations": [{"text": "greedy<br>T = 0"}, {"text": "top-k"}]},
        },
        [["series", "x", "y"], ["greedy T = 0 · after", 1, 0], ["top-k · after", 0.5, 0]],
    ),
    "errors and named points": (
        {
            "data": [
                {"type": "bar", "x": [0], "y": [0.5], "error_y": {"array": [0.1]}},
                {
                    "type": "scatter",
                    "mode": "markers+text",
                    "x": [1],
                    "y": [2],
                    "text": [""],
                    "hovertext": ["sea<br>12 times"],
                },
            ],
            "layout": {},
        },
        [
            ["series", "x", "y", "error", "text"],
            [1, 0, 0.5, 0.1, None],
            [2, 1, 2, None, "sea 12 times"],
        ],
    ),
}


@pytest.mark.parametrize(("figure", "expected"), FIGURES.values(), ids=FIGURES.keys())
def test_the_points_of_a_figure_are_a_table(
    blank: Page, figure: dict[str, Any], expected: list[list[object]]
) -> None:
    code = """async ([modules, figure]) => {
      const { pointsOf } = await import(`${modules}/chart/data.js`);
      return pointsOf(figure).map((row) => row.map((cell) => cell ?? null));
    }"""
    assert blank.evaluate(code, [assets.base_path(), figure]) == expected


def test_a_stop_is_found_by_its_temperature(blank: Page) -> None:
    code = """async ([modules, stops, wanted]) => {
      const { stopOf } = await import(`${modules}/player/reweight.js`);
      return wanted.map((temperature) => stopOf({ stops: { data: stops } }, temperature));
    }"""
    stops = [*STOPS, 1e-9, 1e9]
    wanted = [0, 0.05, 0.15000000000000002, 1, 2, 1e-9, 1e9, 3]
    found = blank.evaluate(code, [assets.base_path(), stops, wanted])
    assert found == [0, 1, 3, 20, 40, 41, 42, -1]


def test_what_cannot_be_seen_is_written_out(blank: Page) -> None:
    written = {
        "a": "a",
        " ": "\u2423",
        "\n": "\u21b5",
        "\t": "\u21e5",
        "\u3000": "\u2423",
        "the end": "the\u2423end",
        "\u200b": "U+200B",
        "\u202e": "U+202E",
        "\x00": "U+0000",
        "<b>": "<b>",
        "\U0001f600": "\U0001f600",
    }
    assert call_each(blank, "visible", ([token] for token in written)) == list(written.values())


def test_a_share_claims_to_be_certain_only_if_it_is(blank: Page) -> None:
    written = {
        0: "0%",
        1e-9: "<0.1%",
        0.0005: "0.1%",
        0.1264: "12.6%",
        0.9994: "99.9%",
        0.99999: ">99.9%",
        1: "100%",
    }
    assert call_each(blank, "percent", ([share] for share in written)) == list(written.values())


def test_a_temperature_is_short(blank: Page) -> None:
    written = {0: "0.00", 0.8: "0.80", 2: "2.00", 12.5: "12.50", 1e-9: "1e-9", 1e9: "1e9"}
    texts = call_each(blank, "temperatureText", ([temperature] for temperature in written))
    assert texts == list(written.values())


def test_a_long_token_is_cut(blank: Page) -> None:
    written = {
        ("conscience", 10): "conscience",
        ("conscience", 6): "consc\u2026",
        ("\u6708\u5149", 4): "\u6708\u5149",
        ("\u6708\u5149\u7167\u5728", 6): "\u6708\u5149\u2026",
        ("a", 0): "",
    }
    assert call_each(blank, "shorten", written) == list(written.values())
