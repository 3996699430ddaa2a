// A figure as a file: what Plotly draws, on the colour of its card.

import { download, fileOf } from "../web/files.js";

const SCALES = { png: 2, svg: 1 };

/**
 * Give the visitor a figure as a picture.
 * @param {object} plotly Plotly.
 * @param {object} figure Data and layout; its layout tells width and height.
 * @param {string} name Of the file; its end, .png or .svg, says which kind.
 * @param {Element} card Whose colour the picture stands on.
 */
export async function savePicture(plotly, { data, layout }, name, card) {
  const format = name.split(".").pop();
  const background = getComputedStyle(card).getPropertyValue("--card").trim();
  const picture = { data, layout: { ...layout, paper_bgcolor: background } };
  const { width, height } = layout;
  const url = await plotly.toImage(picture, { format, scale: SCALES[format], width, height });
  download(name, fileOf(url));
}
