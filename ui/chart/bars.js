// Fill the bars' figure (`ui/figures.py`) with one distribution.

import { plain } from "./paint.js";

const FONT = { smallest: 13, largest: 19, share: 0.62 }; // of a row's height
const NAME = 6.6; // room for a row's name, in font sizes
const NARROW = 480; // pixels under which the axis has fewer numbers

/** Return how big the rows' text is and what room it takes beside the bars, in pixels. */
export function measure(figure, count, { width, height }) {
  const { margin } = figure.layout;
  const row = (height - margin.t - margin.b) / count;
  const size = Math.max(FONT.smallest, Math.min(FONT.largest, Math.floor(FONT.share * row)));
  return { width, height, size, margin: { ...margin, l: Math.round(NAME * size) } };
}

/**
 * Return Plotly's data and layout for the bars alone; who shows them writes beside them.
 * @param {object} figure The server's: traces "after", "model" and "label", and a layout.
 * @param {object} rows Arrays by rank: `model` and `after` in shares, `colors`, `cut`.
 * @param {object} frame Sizes from `measure`, and where the axis ends.
 */
export function fillBars(figure, rows, { end, width, height, margin }) {
  const y = rows.after.map((_, rank) => rank);
  const [after, model] = figure.data;
  const shape = rows.cut.map((cut) => (cut ? "/" : ""));
  const pattern = { ...model.marker.pattern, shape };
  const { xaxis, yaxis } = figure.layout;
  return {
    data: [
      { ...after, y, x: rows.after, marker: { ...after.marker, color: rows.colors } },
      { ...model, y, x: rows.model, marker: { ...model.marker, pattern } },
    ],
    layout: {
      ...figure.layout,
      width,
      height,
      margin,
      xaxis: { ...xaxis, range: [0, end], nticks: width < NARROW ? 3 : 6 },
      yaxis: { ...yaxis, range: [y.length - 0.5, -0.5] },
    },
  };
}

/** Return the same with the rows' names and texts, as a picture for itself needs them. */
export function fillLabelled(figure, rows, frame) {
  const { data, layout } = fillBars(figure, rows, frame);
  const label = figure.data[2];
  const y = data[0].y;
  const written = {
    ...label,
    y,
    x: y.map((rank) => barEnd(rows, rank, frame.end)),
    text: rows.texts.map((text) => `\u00a0${plain(text)}`),
    textfont: { ...label.textfont, size: frame.size, color: rows.inks },
  };
  const names = { visible: true, tickvals: y, ticktext: rows.names.map(plain) };
  const tickfont = { ...layout.yaxis.tickfont, size: frame.size };
  return {
    data: [...data, written],
    layout: { ...layout, yaxis: { ...layout.yaxis, ...names, tickfont } },
  };
}

/** Return where on the axis the longer of a row's two bars ends. */
export function barEnd(rows, rank, end) {
  return Math.min(end, Math.max(rows.after[rank], rows.model[rank]));
}
