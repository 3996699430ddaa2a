// How tokens and numbers are written.

const INVISIBLE = new Map([
  [" ", "\u2423"], // open box
  ["\n", "\u21b5"], // return arrow
  ["\t", "\u21e5"], // tabulator arrow
  ["\u3000", "\u2423"],
]);
const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Return a token with its invisible characters written out. */
export function visible(text) {
  return Array.from(text, (character) => INVISIBLE.get(character) ?? codePoint(character)).join("");
}

function codePoint(character) {
  if (!CONTROL.test(character)) return character;
  return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Return a text cut to a width, with an ellipsis if anything is left; an ideograph is 2 wide. */
export function shorten(text, width) {
  let room = width;
  const fitting = Array.from(text).filter((character) => (room -= widthOf(character)) >= 0);
  if (room >= 0) return text;
  return fitting.length > 1 ? `${fitting.slice(0, -1).join("")}\u2026` : "";
}

/** Return how wide a text is, in letters; an ideograph is 2 wide. */
export function widthOf(text) {
  return Array.from(text).reduce((sum, character) => sum + (character > "\u2e7f" ? 2 : 1), 0);
}

/** Return a share as a percentage of one decimal; what is not quite 0 or 100 % says so. */
export function percent(share) {
  if (share === 0 || share === 1) return `${100 * share}%`;
  if (share < 0.0005) return "<0.1%";
  if (share >= 0.9995) return ">99.9%";
  return `${(100 * share).toFixed(1)}%`;
}

/** Return a temperature as the slider shows it, or in few digits when it is far off. */
export function temperatureText(temperature) {
  if (temperature === Infinity) return "\u221e";
  const plain = temperature === 0 || (temperature >= 0.005 && temperature < 1e4);
  return plain ? temperature.toFixed(2) : temperature.toExponential().replace("e+", "e");
}

/** Return a number of effective choices: one decimal while that can be told apart. */
export function choicesText(choices, locale) {
  const digits = choices < 100 ? 1 : 0;
  return choices.toLocaleString(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
