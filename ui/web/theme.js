// The page's theme, light or dark, told by the colour of its text.

/** Note the theme on a component's root, for its style sheets. */
export function dress(root) {
  root.dataset.theme = luminance(getComputedStyle(root).color) > 0.5 ? "dark" : "light";
}

function luminance(color) {
  const [red, green, blue] = color.match(/[\d.]+/g).map(Number);
  return (0.3 * red + 0.6 * green + 0.1 * blue) / 255;
}
