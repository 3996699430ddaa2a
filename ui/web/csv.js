// Tables for spreadsheets (RFC 4180), with the same rules as `textgen.guess_format`.
//
// A file begins with a byte order mark, without which Excel takes Chinese for something else.
// Tokens stand in quotation marks, so that spaces can be seen; so does every other text that a
// spreadsheet would take for a formula and work out: it may be a stranger's.

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?[\d.,]+(e[+-]?\d+)?%?$/i;

/** Return a file of rows, each a list of numbers and texts. */
export function csvFile(rows) {
  const lines = rows.map((row) => `${row.map(cell).join(",")}\r\n`);
  return new Blob(["\ufeff", ...lines], { type: "text/csv" });
}

/** Return a token as a cell. */
export function quoted(token) {
  return JSON.stringify(token);
}

/** Return a number as a cell, in as many digits as a 32-bit one has. */
export function rounded(value) {
  return Number(value.toPrecision(7));
}

function cell(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (value === Infinity) return "inf";
  const text = String(value);
  const risky = FORMULA.test(text) && !NUMBER.test(text);
  const safe = risky ? quoted(text) : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
