/** What a command has as a value: binary is `{"$bin":"BASE64"}` wherever it stands. */
export function fromJson(value) {
  if (Array.isArray(value)) return value.map(fromJson);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.$bin === "string") return Buffer.from(value.$bin, "base64");
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromJson(member)]));
}

/** The way back. A function, which is the acknowledgement, has no form. */
export function toJson(value) {
  if (Array.isArray(value)) return value.map((item) => toJson(item) ?? null);
  if (Buffer.isBuffer(value) || value instanceof Uint8Array || value instanceof ArrayBuffer) return { $bin: Buffer.from(value).toString("base64") };
  if (typeof value === "function") return undefined;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
}
