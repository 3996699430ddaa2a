// What a component shows is what Streamlit sent last, in whatever order its calls come.
//
// A browser answers those who wait for one module in any order, and everybody waits until it is
// there for the first time: an older call may come after a newer one. Streamlit cleans up at once
// after a call that a newer one overtook, the shim counts its calls: both tell which is the last.

/**
 * Return `show` and `leave` of a component's entry: what the shim asks for.
 * @param {CSSStyleSheet[]} sheets Of the component.
 * @param {function(ShadowRoot): {update: function, remove: function}} make Makes what stands at
 *   a place; `update` takes what Streamlit hands to a component.
 */
export function mounting(sheets, make) {
  const places = new WeakMap(); // what stands there, and the number of the call that it shows

  function update({ component, number }) {
    const place = component.parentElement;
    if (!places.has(place)) {
      place.adoptedStyleSheets = sheets;
      places.set(place, { part: make(place), number: 0 });
    }
    const there = places.get(place);
    if (number < there.number) return;
    there.number = number;
    there.part.update(component);
  }

  function remove(place) {
    // Streamlit also cleans up after a call that was overtaken; what it shows stays then.
    if (place.isConnected) return;
    places.get(place)?.part.remove();
    places.delete(place);
  }

  return {
    // Not before Streamlit had the time to say that the call is over.
    show: (call) => setTimeout(() => call.over || update(call)),
    leave: ({ component }) => setTimeout(() => remove(component.parentElement)),
  };
}
