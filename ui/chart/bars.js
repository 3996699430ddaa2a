// Fill the bars' figure (`ui/figures.py`) with one distribution.

import { plain } from "./paint.js";

// Type of the rows' text: its bounds in pixels, and its share of a row's height. Its numbers make
// those of the axis redundant where there is no room for more.
export const READING = { smallest: 13, largest: 19, share: 0.62, axis: true };
export const PRESENTING = { smallest: 16, largest: 64, share: 0.68, axis: false };

const NAME = 6.6; // room for a row's name, in font sizes
const SHARE = 4.2; // and for what is written behind its bar
const NARROW = 480; // pixels under which the axis has fewer numbers

/** Return how big the rows' text is and what room it takes beside the bars, in pixels. */
export function measure(figure, count, { width, height }, type = READING) {
  const { t, r, b, ...margin } = figure.layout.margin;
  const bottom = type.axis ? b : 0;
  const row = (height - t - bottom) / count;
  const size = Math.max(type.smallest, Math.min(type.largest, Math.floor(type.share * row)));
  const left = Math.round(NAME * size);
  const right = type.axis ? r : Math.round(SHARE * size);
  return {
    width,
    height,
    size,
    axis: type.axis,
    margin: { ...margin, t, b: bottom, l: left, r: right },
  };
}

/**
 * Return Plotly's data and layout for the bars alone; who shows them writes beside them.
 * @param {object} figure The server's: traces "after", "model" and "label", and a layout.
 * @param {object} rows Arrays by rank: `model` and `after` in shares, `colors`, `cut`.
 * @param {object} frame Sizes from `measure`, and where the axis ends.
 */
export function fillBars(figure, rows, { end, width, height, margin, axis = true }) {
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
      xaxis: { ...xaxis, range: [0, end], showticklabels: axis, nticks: width < NARROW ? 3 : 6 },
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
