// Messages of the catalogues, sent along with the data.

/** Return the function that says a message, its {places} filled. */
export function translator(strings) {
  return (key, values = {}) =>
    strings[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
