// Everything the parts show at one moment: a step of the run under one temperature.

import * as weigh from "./reweight.js";

export const BARS = 12;

/**
 * Compute the scene of a step at a temperature that is one of the run's stops.
 * @returns {object} Probabilities by rank under the model and `after` temperature and cuts.
 */
export function makeScene(run, step, temperature) {
  const stop = weigh.stopOf(run, temperature);
  const drawnAt = run.temperature.data[step];
  const after = weigh.reweight(run, step, stop);
  const bits = weigh.entropy(run, step, stop);
  return {
    run,
    step,
    temperature,
    drawnAt,
    moved: stop !== weigh.stopOf(run, drawnAt),
    kept: weigh.kept(run, step, stop),
    model: weigh.modelProbabilities(run, step),
    after,
    bits,
    choices: 2 ** bits,
    drawn: drawnToken(run, step, weigh.drawnProbability(run, step, stop)),
    u: run.u.data[step],
    hit: weigh.hit(after, run.u.data[step]),
  };
}

/** Return the largest probability that any step of the run shows, under the model or as drawn. */
export function largestProbability(run) {
  let largest = 0;
  for (let step = 0; step < run.ids.data.length; step += 1) {
    const stop = weigh.stopOf(run, run.temperature.data[step]);
    const first = weigh.kept(run, step, stop)[0];
    largest = Math.max(
      largest,
      weigh.modelProbabilities(run, step)[0],
      weigh.reweight(run, step, stop)[first] ?? 0,
    );
  }
  return largest;
}

/** Return the ids of the step's likeliest tokens, by rank. */
export function topIds(run, step) {
  const width = run.top_ids.shape[1];
  return run.top_ids.data.subarray(step * width, (step + 1) * width);
}

function drawnToken(run, step, probability) {
  return {
    id: run.ids.data[step],
    rank: run.rank.data[step],
    surprisal: run.surprisal.data[step],
    forced: run.forced.data[step] === 1,
    probability,
  };
}
