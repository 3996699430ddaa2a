// Read a safetensors file: an 8-byte length, a JSON header, then the raw numbers.

// As small as the server can make them; `textgen.run_format.pack` names what they mean.
const ARRAYS = {
  F64: Float64Array,
  F32: Float32Array,
  U32: Uint32Array,
  U16: Uint16Array,
  U8: Uint8Array,
};

/**
 * Take a payload apart.
 * @param {Uint8Array} bytes A whole safetensors file.
 * @returns {{view: object, tensors: Object<string, {shape: number[], data: TypedArray}>}}
 */
export function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  const start = 8 + Number(length);
  const { __metadata__: metadata, ...entries } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, start)),
  );
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(entries)) {
    // A copy: numbers may lie at any offset in the file, typed arrays want multiples of their size.
    const copy = bytes.slice(start + from, start + to);
    tensors[name] = { shape, data: new ARRAYS[dtype](copy.buffer) };
  }
  const view = JSON.parse(metadata.view);
  return { view, tensors: widen(tensors, view.entropy_unit) };
}

/** Return the run as the parts of the player use it: temperatures and bits by value. */
function widen({ stop, temperatures, id, likeliest_ids, likeliest_logits, ...run }, unit) {
  const temperature = Float64Array.from(stop.data, (place) => temperatures.data[place]);
  const bits = Float64Array.from(run.stop_entropy.data, (units) => units * unit);
  return {
    ...run,
    ids: id,
    top_ids: likeliest_ids,
    top_logits: likeliest_logits,
    stops: temperatures,
    temperature: { shape: stop.shape, data: temperature },
    stop_entropy: { shape: run.stop_entropy.shape, data: bits },
  };
}
