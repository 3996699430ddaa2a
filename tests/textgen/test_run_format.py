"""A run is written and read without loss, packed without rounding that shows, and never trusted."""

import json
import math
import re
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load as parse_safetensors

from tests.textgen.test_checkpoint import json_values, paths_in, replaced
from textgen import Checkpoint, Edit, Run, RunError, Sampler, Settings, record
from textgen.limits import MAX_RUN_BYTES
from textgen.run_format import (
    COLUMNS,
    dumps,
    entropy_unit,
    from_json,
    header,
    loads,
    normalizer_unit,
    pack,
    to_json,
)

ROOT = Path(__file__).parents[2]

SETTINGS = {
    "plain": Settings(max_new_tokens=9),
    "one token": Settings(max_new_tokens=1),
    "greedy": Settings(Sampler(0), 3, 9),
    "uniform": Settings(Sampler(math.inf), 3, 40),
    "odd temperature": Settings(Sampler(1e-9), 3, 9),
    "cuts": Settings(Sampler(0.9, 20, 0.95, 0.01, 0.9), 2**32 - 1, 40),
    "edits": Settings(
        Sampler(1, top_k=9), 3, 9, (Edit(1, 1e9), Edit(2, token=0), Edit(5, math.inf, 4))
    ),
}


@pytest.fixture(scope="module", params=SETTINGS.values(), ids=SETTINGS.keys())
def run(tiny: Checkpoint, request: pytest.FixtureRequest) -> Run:
    return record(tiny, "A bee — 海 <b> \u202e", request.param)


def strictly(text: str) -> Any:
    """Parse JSON that uses no number which JSON does not have."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def check_same(one: Run, other: Run) -> None:
    assert one.columns.keys() == other.columns.keys()
    for name in set(vars(one)) & set(Run.__dataclass_fields__) - {"columns", "places"}:
        assert getattr(one, name) == getattr(other, name), name
    for name, column in one.columns.items():
        assert column.shape == other.columns[name].shape, name
        np.testing.assert_allclose(column, other.columns[name], rtol=1e-6, atol=1e-12, err_msg=name)


def test_a_run_survives_its_json(run: Run) -> None:
    text = dumps(run)
    text.encode("utf-8")
    again = from_json(strictly(text))
    check_same(again, run)
    assert dumps(again) == text, "nothing is lost the second time"
    assert (again.text, again.checksum) == (run.text, run.checksum)


def test_dumps_writes_what_to_json_returns(run: Run) -> None:
    assert strictly(dumps(run)) == json.loads(json.dumps(to_json(run), allow_nan=False))


def test_a_run_that_went_through_its_text_is_packed_into_the_same_bytes(run: Run) -> None:
    assert pack(loads(dumps(run)), {"view": "main"}) == pack(run, {"view": "main"})


def test_bytes_and_a_byte_order_mark_are_read_too(run: Run) -> None:
    check_same(loads(dumps(run).encode("utf-8")), run)
    check_same(loads("\ufeff" + dumps(run)), run)


def test_the_header_is_enough_to_repeat_the_run(tiny: Checkpoint, run: Run) -> None:
    values = strictly(json.dumps(header(run), allow_nan=False))
    assert values["format"] == "textgen.run/1"
    again = record(tiny, values["prompt"], from_json(to_json(run)).settings)
    assert again.checksum == values["checksum"]


def test_every_column_is_described(run: Run) -> None:
    described = [column.name for column in COLUMNS]
    assert set(run.columns) | {"cut"} == set(described)
    assert all(column.meaning for column in COLUMNS)


def test_the_packed_run_is_the_run(run: Run) -> None:
    packed = parse_safetensors(pack(run, {"view": "main"}))
    assert np.array_equal(packed["temperatures"], run.temperatures)
    for name in ("id", "forced", "rank", "likeliest_ids"):
        np.testing.assert_array_equal(packed[name], run.columns[name])
    for name in ("u", "below"):
        np.testing.assert_allclose(packed[name], run.columns[name], atol=1e-6)
    temperatures = packed["temperatures"][packed["stop"]]
    np.testing.assert_array_equal(temperatures, run.columns["temperature"])
    entropies = with_first(packed["stop_entropy"]) * entropy_unit(run)
    np.testing.assert_allclose(entropies, run.columns["stop_entropy"], atol=1e-4)
    drawn_from = entropies[np.arange(len(run)), packed["stop"]]
    np.testing.assert_allclose(drawn_from, run.columns["entropy"], atol=1e-3)


def normalizers_of(packed: dict[str, np.ndarray], run: Run) -> np.ndarray:
    """Return the log-normalizers by value, as the player reads them."""
    sent = packed["log_normalizer"].astype(np.float64)
    whole = sent @ [1, 256, 65_536] * normalizer_unit(run) if sent.ndim == 3 else sent
    return with_first(whole)


def with_first(array: np.ndarray) -> np.ndarray:
    """Put back the first column, which is 0 everywhere and not sent."""
    return np.pad(array.astype(np.float64), [(0, 0), (1, 0)])


def test_log_normalizers_are_packed_small_where_they_fit(tiny: Checkpoint, run: Run) -> None:
    packed = parse_safetensors(pack(run, {}))
    np.testing.assert_allclose(
        normalizers_of(packed, run), run.columns["log_normalizer"], rtol=1e-6, atol=2e-7
    )
    fits = (run.columns["log_normalizer"] >= 0).all()
    assert packed["log_normalizer"].dtype == (np.uint8 if fits else np.float32)
    assert fits or run.settings.sampler.typical


def test_what_is_not_sent_is_zero(run: Run) -> None:
    for name in ("likeliest_logits", "log_normalizer", "stop_entropy"):
        np.testing.assert_array_equal(run.columns[name][:, 0], 0)


def test_probabilities_of_the_packed_run_are_those_drawn_with(tiny: Checkpoint, run: Run) -> None:
    """The browser's arithmetic, for the token drawn and at the temperature in force."""
    packed = parse_safetensors(pack(run, {}))
    log_normalizers = normalizers_of(packed, run)
    for n in range(len(run)):
        stop = packed["stop"][n]
        temperature = packed["temperatures"][stop]
        logit = float(packed["logit"][n])
        if temperature == 0:
            expected = 1.0 if packed["rank"][n] == 0 else 0.0
        else:
            quotient = logit / temperature if math.isfinite(temperature) else 0.0
            expected = math.exp(quotient - log_normalizers[n, stop])
        if "cut" in packed and temperature > 0:
            low, high = packed["cut"][n, stop]
            expected *= low <= packed["rank"][n] < high
        assert expected == pytest.approx(run.columns["probability"][n], abs=1e-5)


@pytest.mark.parametrize("file", ["RUNS.md", "RUNS.zh.md"])
def test_the_documentation_tells_every_name_and_its_code_runs(
    run: Run, file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (ROOT / "docs" / file).read_text(encoding="utf-8")
    names = {*to_json(run), "token", *(column.name for column in COLUMNS)}
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []
    (code,) = re.findall(r"```python\n(.*?)```", told, re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(code, file, "exec"), {})
    assert len(capsys.readouterr().out.splitlines()) == 12


# --- strangers' runs ---


@pytest.fixture(scope="module")
def value(tiny: Checkpoint) -> dict[str, Any]:
    settings = Settings(Sampler(0.9, top_k=9), 3, 3, (Edit(1, 0.33, 4),))
    return dict(strictly(dumps(record(tiny, "a bee", settings))))


def check_read(value: Any) -> None:
    """Only a RunError comes out, or a run that can be used like any other."""
    try:
        run = from_json(value)
    except RunError as error:
        assert str(error).isprintable()
        assert len(str(error)) < 300
        return
    dumps(run).encode("utf-8")
    pack(run, {})
    header(run)
    assert len(run.text) == sum(len(run.tokens[token]) for token in run.ids)
    assert all(token in run.tokens for token in run.prompt_ids)


@given(data=st.data())
def test_a_changed_run_is_refused_or_can_be_used(
    value: dict[str, Any], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(paths_in(value)))
    check_read(replaced(value, path, data.draw(json_values)))


@given(json_values)
def test_what_is_no_run_is_refused(anything: Any) -> None:
    with pytest.raises(RunError):
        from_json(anything)


@given(data=st.data())
def test_a_run_that_lacks_something_is_refused(value: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(value) - {"text"})))
    with pytest.raises(RunError):
        from_json({key: entry for key, entry in value.items() if key != name})


HOSTILE: dict[str, Any] = {
    "format": "textgen.run/2",
    "checkpoint": "x" * 1_000,
    "vocabulary_size": True,
    "prompt": "\ud800",
    "prompt_ids": [10**400],
    "prompt_skipped": [[2, "b"], [1, "a"]],
    "temperatures": [1e-320],
    "temperature": 10**400,
    "tokens": [],
    "top_k": 0,
    "top_p": "0.9",
    "random_seed": 2**32,
    "max_new_tokens": 10**9,
    "edits": [{"step": 0, "temperature": float("nan")}],
    "steps": [],
    "checksum": None,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_entry_is_refused(value: dict[str, Any], name: str) -> None:
    assert name in value
    with pytest.raises(RunError):
        from_json({**value, name: HOSTILE[name]})


@pytest.mark.parametrize("name", [column.name for column in COLUMNS])
@pytest.mark.parametrize(
    "new", [None, "x\n" * 10_000, [], {}, float("nan"), float("-inf"), 10**400, [[1]], -1e300]
)
def test_a_hostile_value_of_a_step_is_refused_or_can_be_used(
    value: dict[str, Any], name: str, new: Any
) -> None:
    check_read(replaced(value, ("steps", 1, name), new))
    inside = paths_in(value["steps"][1][name], ("steps", 1, name))[-1]
    check_read(replaced(value, inside, new))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "json"),
        (b"\xff\xfe", "json"),
        ("\ud800", "json"),
        ("[" * 100_000, "json"),
        ('{"a":' * 100_000, "json"),
        ("[NaN]", "json"),
        ("-Infinity", "json"),
        ("9" * 10_000, "json"),
        ('{"format": "textgen.run/1", "format": "textgen.run/1"}', "json"),
        (" " * (MAX_RUN_BYTES + 1), "size"),
        ("海" * (MAX_RUN_BYTES // 2), "size"),
        ("{}", "format"),
        ('{"format": "textgen.guess/1"}', "format"),
        ('{"format": "textgen.run/2"}', "version"),
        ('{"format": "textgen.run/1"}', "values"),
    ],
)
def test_a_hostile_file_is_refused_for_its_reason(content: str | bytes, reason: str) -> None:
    with pytest.raises(RunError) as caught:
        loads(content)
    assert caught.value.reason == reason
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


def test_a_changed_token_does_not_match_the_checksum(run: Run) -> None:
    value = strictly(dumps(run))
    value["steps"][0]["id"] = min(int(each) for each in value["tokens"] if int(each) != run.ids[0])
    with pytest.raises(RunError, match="checksum") as caught:
        loads(json.dumps(value))
    assert caught.value.reason == "checksum"


@pytest.mark.parametrize(("name", "told"), [("probability", "logit"), ("rank", "token")])
def test_numbers_that_contradict_each_other_are_refused(
    value: dict[str, Any], name: str, told: str
) -> None:
    step = value["steps"][2]
    other = {"probability": step["probability"] / 2, "rank": 1 - min(step["rank"], 1)}
    with pytest.raises(RunError, match=told):
        from_json(replaced(value, ("steps", 2, name), other[name]))


@pytest.mark.parametrize("place", [-1, 99, "x", None, 10**400])
def test_a_skipped_character_lies_in_the_prompt(value: dict[str, Any], place: Any) -> None:
    with pytest.raises(RunError):
        from_json({**value, "prompt_skipped": [[place, "é"]]})


def test_deep_json_is_refused(value: dict[str, Any]) -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for path in paths_in(value):
        check_read(replaced(value, path, deep))
    while deep:  # taken apart by hand: freeing it at once would be as deep
        deep = deep[0]
