import { fileURLToPath } from "node:url";

// What the build of Contracts writes.
const folder = new URL("../../../artifacts/typescript-contracts/", import.meta.url);
export const declarations = fileURLToPath(new URL("contracts.ts", folder));
export const asyncApi = fileURLToPath(new URL("asyncapi.json", folder));
