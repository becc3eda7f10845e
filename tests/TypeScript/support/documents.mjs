import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

// What the build of Server writes.
const folder = new URL("../../../artifacts/typescript-contracts/", import.meta.url);
export const declarations = fileURLToPath(new URL("contracts.d.ts", folder));
export const asyncApi = fileURLToPath(new URL("asyncapi.json", folder));

/** What says whether a payload is one of a message. */
export function validatorOf(document, channel, message) {
  const ajv = new Ajv({ strict: false, formats: { binary: true } });
  addFormats.default(ajv);
  return ajv.addSchema(document, "document").compile({ $ref: `document#/channels/${channel}/messages/${message}/payload` });
}
