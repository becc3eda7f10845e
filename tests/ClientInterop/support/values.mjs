/** The contract's form of binary, and the way back. */
export function toBinary(value) {
  if (Buffer.isBuffer(value)) return { $bin: value.toString("base64") };
  if (Array.isArray(value)) return value.map(toBinary);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toBinary(member)]));
}

export function fromBinary(value) {
  if (Array.isArray(value)) return value.map(fromBinary);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.$bin === "string") return Buffer.from(value.$bin, "base64");
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromBinary(member)]));
}
