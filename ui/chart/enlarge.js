// A figure for a projector: larger type, marks and margins; its bars and axes fill what is left.

const MEASURES = new Set(["size", "l", "r", "t", "b", "standoff", "ticklabelstandoff", "minsize"]);

/** Return a copy of a figure's part whose type, marks and margins are so many times as large. */
export function enlarge(part, times) {
  if (times === 1 || part === null || typeof part !== "object") return part;
  if (Array.isArray(part)) return part.map((item) => enlarge(item, times));
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      MEASURES.has(name) && typeof value === "number" ? times * value : enlarge(value, times),
    ]),
  );
}
