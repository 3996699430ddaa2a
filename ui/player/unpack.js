// Read a safetensors file: an 8-byte length, a JSON header, then the raw numbers.

import { probability } from "./reweight.js";

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
  return { view, tensors: widen(tensors, view) };
}

/** Return the run as the parts of the player use it: whole, temperatures and bits by value. */
function widen({ stop, temperatures, id, likeliest_ids, likeliest_logits, ...packed }, units) {
  const temperature = Float64Array.from(stop.data, (place) => temperatures.data[place]);
  const entropies = withFirst(packed.stop_entropy);
  const run = {
    ...packed,
    ids: id,
    top_ids: likeliest_ids,
    top_logits: withFirst(likeliest_logits),
    stops: temperatures,
    temperature: { shape: stop.shape, data: temperature },
    log_normalizer: withFirst(ofThreeBytes(packed.log_normalizer, units.normalizer_unit)),
    stop_entropy: { ...entropies, data: entropies.data.map((bits) => bits * units.entropy_unit) },
  };
  const drawnWith = (_, step) =>
    probability(run, step, stop.data[step], run.rank.data[step], run.logit.data[step]);
  run.probability = { shape: stop.shape, data: Float64Array.from(id.data, drawnWith) };
  return run;
}

/** Return a tensor of whole numbers of three bytes by value; any other one as it is. */
function ofThreeBytes({ shape, data }, unit) {
  if (shape.length < 3) return { shape, data };
  const values = new Float64Array(data.length / 3);
  for (let i = 0; i < values.length; i += 1) {
    values[i] = (data[3 * i] + data[3 * i + 1] * 256 + data[3 * i + 2] * 65536) * unit;
  }
  return { shape: shape.slice(0, 2), data: values };
}

/** Put back a tensor's first column: it is 0 everywhere and not sent. */
function withFirst({ shape: [rows, width], data }) {
  const whole = new Float64Array(rows * (width + 1));
  for (let row = 0; row < rows; row += 1) {
    whole.set(data.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return { shape: [rows, width + 1], data: whole };
}
