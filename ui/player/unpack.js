// Read a safetensors file: an 8-byte length, a JSON header, then the raw numbers.

const ARRAYS = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  I32: Int32Array,
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
  return { view: JSON.parse(metadata.view), tensors };
}
