// Fill the bars' figure (`ui/figures.py`) with one distribution.

import { plain } from "./paint.js";

const MARKS = { drawn: " \u25c0", hit: " \u25c1" };

/**
 * Return Plotly's data and layout for rows of bars.
 * @param {object} figure The figure of the server: traces "after", "model" and "label", a layout.
 * @param {object} rows Arrays by rank: `labels`, `model`, `after`, `colors`, `cut` and `texts`.
 * @param {number} end Where the axis ends.
 */
export function fillBars(figure, rows, end) {
  const y = rows.after.map((_, index) => index);
  const [after, model, label] = figure.data;
  const shape = rows.cut.map((cut) => (cut ? "/" : ""));
  const longer = y.map((index) => Math.min(end, Math.max(rows.after[index], rows.model[index])));
  return {
    data: [
      { ...after, y, x: rows.after, marker: { ...after.marker, color: rows.colors } },
      {
        ...model,
        y,
        x: rows.model,
        marker: { ...model.marker, pattern: { ...model.marker.pattern, shape } },
      },
      { ...label, y, x: longer, text: rows.texts },
    ],
    layout: {
      ...figure.layout,
      xaxis: { ...figure.layout.xaxis, range: [0, end] },
      yaxis: {
        ...figure.layout.yaxis,
        range: [y.length - 0.5, -0.5],
        tickvals: y,
        ticktext: rows.labels.map(plain),
      },
    },
  };
}

/** Return what stands at the end of a bar: a percentage, and a mark of the die. */
export function barText(text, mark) {
  return plain(text) + (MARKS[mark] ?? "");
}
