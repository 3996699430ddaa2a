// The run and the step on screen as tables, for spreadsheets.

import { quoted, rounded } from "../web/csv.js";
import { entropy, stopOf } from "./reweight.js";
import { topIds } from "./scene.js";

const STEPS =
  "step,token,id,u,temperature,probability,surprisal,entropy,rank,forced".split(",");
const CHOICES = ["step", "temperature", "rank", "token", "id", "model", "after", "cut"];

/** Return the whole run, a row a step; steps and ranks count from 1, as on screen. */
export function stepsOf(run, tokens) {
  const rows = Array.from(run.ids.data, (id, step) => {
    const temperature = run.temperature.data[step];
    const numbers = [
      run.u.data[step],
      temperature,
      run.probability.data[step],
      run.surprisal.data[step],
      entropy(run, step, stopOf(run, temperature)),
    ];
    const [rank, forced] = [run.rank.data[step] + 1, run.forced.data[step]];
    return [step + 1, quoted(tokens[id]), id, ...numbers.map(rounded), rank, forced];
  });
  return [STEPS, ...rows];
}

/**
 * Return the distribution on screen, a row a token: the model's, and after temperature and cuts.
 * The last row is for all tokens that are not shown, so that each column sums to 1.
 */
export function choicesOf({ run, step, temperature, model, after, kept }, tokens, others) {
  const ids = topIds(run, step);
  const [first, end] = kept;
  const rows = Array.from(after, (share, rank) => [
    ...[step + 1, rounded(temperature), rank + 1, quoted(tokens[ids[rank]]), ids[rank]],
    ...[rounded(model[rank]), rounded(share), rank < first || rank >= end ? 1 : 0],
  ]);
  const [before, now] = [model, after].map((shares) =>
    rounded(Math.max(0, 1 - shares.reduce((sum, share) => sum + share, 0))),
  );
  const rest = [step + 1, rounded(temperature), null, others, null, before, now, null];
  return [CHOICES, ...rows, rest];
}
