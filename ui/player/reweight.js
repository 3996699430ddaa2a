// The only arithmetic of the player: what a temperature makes of a step's logits.
//
// A step has the logits of its likeliest tokens, the largest shifted to 0, and for every stop of
// the slider the logarithm of their sum over the whole vocabulary. So exp(logit / T - log sum) is
// exact for each token that is shown, however large the vocabulary.

/** Return the index of a temperature among the stops, or -1. */
export function stopOf(run, temperature) {
  return run.stops.data.findIndex(
    (stop) => stop === temperature || Math.abs(stop - temperature) < 1e-9 * Math.min(stop, 1),
  );
}

/** Return the ranks that the cuts keep at a stop, [first, one past last). */
export function kept(run, step, stop) {
  if (!run.cut) return [0, Infinity];
  const at = 2 * (step * run.stops.data.length + stop);
  return [run.cut.data[at], run.cut.data[at + 1]];
}

/** Return the probability of a token of known rank and logit at a stop. */
export function probability(run, step, stop, rank, logit) {
  const temperature = run.stops.data[stop];
  if (temperature === 0) return rank === 0 ? 1 : 0;
  const [first, end] = kept(run, step, stop);
  if (rank < first || rank >= end) return 0;
  const logNormalizer = run.log_normalizer.data[step * run.stops.data.length + stop];
  return Math.exp(logit / temperature - logNormalizer);
}

/** Return the probabilities of the step's likeliest tokens at a stop, by rank. */
export function reweight(run, step, stop) {
  return topLogits(run, step).map((logit, rank) => probability(run, step, stop, rank, logit));
}

/** Return the probabilities of the step's likeliest tokens under the model: T = 1, nothing cut. */
export function modelProbabilities(run, step) {
  // The drawn token's surprisal is log2 of the sum less its logit, so it tells the sum.
  const logNormalizer = run.logit.data[step] + run.surprisal.data[step] * Math.LN2;
  return topLogits(run, step).map((logit) => Math.exp(logit - logNormalizer));
}

/** Return the probability of the token that was drawn, at a stop. */
export function drawnProbability(run, step, stop) {
  return probability(run, step, stop, run.rank.data[step], run.logit.data[step]);
}

/** Return the entropy at a stop, in bits. */
export function entropy(run, step, stop) {
  return run.stop_entropy.data[step * run.stops.data.length + stop];
}

/** Return the rank that a die hits on the axis of probabilities, or -1 if it is none of them. */
export function hit(probabilities, u) {
  let below = 0;
  return probabilities.findIndex((p) => (below += p) > u);
}

function topLogits(run, step) {
  const width = run.top_logits.shape[1];
  return Float64Array.from(run.top_logits.data.subarray(step * width, (step + 1) * width));
}
