import { writeSync } from "node:fs";

/** One line, at once: a pipe takes it before the next thing happens. */
export function tell(line) {
  let rest = Buffer.from(`${JSON.stringify(line)}\n`);
  while (rest.length > 0) rest = rest.subarray(write(rest));
}

function write(bytes) {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if (error.code === "EAGAIN") return 0;
    throw error;
  }
}
