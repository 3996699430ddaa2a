// Fill the bars' figure (`ui/figures.py`) with one distribution.

import { plain } from "./paint.js";

const MARKS = { drawn: "\u25c0", hit: "\u25c1" };
const GAP = "\u00a0\u00a0"; // between a bar and its text
const FONT = { smallest: 12, largest: 18, share: 0.62 }; // of a row's height

/**
 * Return Plotly's data and layout for rows of bars.
 * @param {object} figure The figure of the server: traces "after", "model" and "label", a layout.
 * @param {object} rows Arrays by rank: `labels`, `model`, `after`, `colors`, `inks`, `cut`, `texts`.
 * @param {{end: number, width: number, height: number}} frame Where the axis ends, and pixels.
 */
export function fillBars(figure, rows, { end, width, height }) {
  const y = rows.after.map((_, index) => index);
  const [after, model, label] = figure.data;
  const shape = rows.cut.map((cut) => (cut ? "/" : ""));
  const size = fontSize((height - figure.layout.margin.b) / y.length);
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
      {
        ...label,
        y,
        x: longer,
        text: rows.texts,
        textfont: { ...label.textfont, size: size - 1, color: rows.inks },
      },
    ],
    layout: {
      ...figure.layout,
      width,
      height,
      xaxis: { ...figure.layout.xaxis, range: [0, end], nticks: width < 480 ? 3 : 6 },
      yaxis: {
        ...figure.layout.yaxis,
        range: [y.length - 0.5, -0.5],
        tickvals: y,
        ticktext: rows.labels.map(plain),
        tickfont: { ...figure.layout.yaxis.tickfont, size },
      },
    },
  };
}

/** Return what stands at the end of a bar: a percentage, and a mark of the die. */
export function barText(text, mark) {
  return `${GAP}${plain(text)} ${MARKS[mark] ?? ""}`;
}

function fontSize(rowHeight) {
  return Math.max(FONT.smallest, Math.min(FONT.largest, Math.floor(FONT.share * rowHeight)));
}
