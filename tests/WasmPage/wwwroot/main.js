// Starts the program, and shows what it says. The query of the page: url=http://server&transports=polling,websocket&credentials
import { dotnet } from "./_framework/dotnet.js";

const query = new URLSearchParams(location.search);
const { setModuleImports, runMain } = await dotnet.create();
setModuleImports("main.js", {
  getUrl: () => query.get("url"),
  getTransports: () => query.get("transports").split(","),
  hasCredentials: () => query.has("credentials"),
  show: (line) => document.getElementById("lines").append(`${line}\n`),
});
await runMain();
