/** 100 levels deep: what has to pass. */
const nested = JSON.parse("[".repeat(98) + "]".repeat(98));

export const VALUES = {
  "strings": ["", "a", "\u0000\u001e\u007f\"\\/", "\u2028\u2029", "ünïcödé", "\u{1f41f}\u{1f9e6}", "x".repeat(10_000)],
  "numbers": [0, -1, 1.5, 1e21, 1e-7, 9007199254740991, -9007199254740991, 0.1, 5e-324, 1.7976931348623157e308],
  "constants": [true, false, null],
  "arrays and objects": [[], {}, [[]], { a: { b: [1, { c: null }] } }, { "": 1, "a b": 2, "ü": 3 }],
  "100 levels of nesting": [nested],
  "binary": [Buffer.from([0, 1, 2, 255])],
  "empty binary": [Buffer.alloc(0)],
  "binary anywhere": [{ a: Buffer.from("1"), b: [Buffer.from("2"), { c: Buffer.from("3") }] }, "x", Buffer.from("4")],
  "10 pieces of binary": Array.from({ length: 10 }, (_, i) => Buffer.from([i])),
  "200 kB of binary": [Buffer.alloc(200_000, 3)],
  "halves of surrogate pairs": ["\ud800", "a\udc00b"],
  "names that are halves of surrogate pairs": [{ "\ud800": 1 }],
  "what looks like a placeholder": [{ _placeholder: false, num: 0 }, { num: 1 }],
  "a hundred arguments": Array.from({ length: 100 }, (_, i) => i),
};
