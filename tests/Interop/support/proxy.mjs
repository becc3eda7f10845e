import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.mjs";
import { until } from "./clients.mjs";

const project = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

// What the documentation gives users to copy, and how it is run.
const KINDS = {
  nginx: {
    configuration: "docs/proxies/nginx.conf",
    command: async (file, directory) => {
      const main = join(directory, "main.conf");
      await writeFile(main, nginxMain(file, directory));
      return ["nginx", "-p", directory, "-e", "stderr", "-c", main];
    },
  },
  // What the reference's documentation gives its users to copy. Their servers see no port in Host.
  "nginx-of-the-reference": {
    text: `
upstream nodes {
    server 127.0.0.1:5001;
}

server {
    listen 8080;

    location / {
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header Host $host;
        proxy_pass http://nodes;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
    command: (file, directory) => KINDS.nginx.command(file, directory),
  },
  haproxy: {
    configuration: "docs/proxies/haproxy.cfg",
    command: (file) => ["haproxy", "-db", "-q", "-f", file],
  },
  "haproxy-without-cookies": {
    configuration: "docs/proxies/haproxy-without-cookies.cfg",
    command: (file) => ["haproxy", "-db", "-q", "-f", file],
  },
  yarp: {
    configuration: "samples/Proxy/appsettings.json",
    command: (_, directory) => [project("artifacts/bin/Proxy/release/Proxy"), "--contentRoot", directory],
  },
};

/** A load balancer as documentation has it, in a process of its own, before servers on the given ports. */
export class Proxy {
  static async start(name, ports) {
    const proxy = new Proxy();
    const kind = KINDS[name];
    const port = await freePort();
    proxy.url = `http://127.0.0.1:${port}`;
    proxy.#directory = await mkdtemp(join(tmpdir(), "sockeye-proxy-"));
    await chmod(proxy.#directory, 0o755); // workers of nginx are somebody else
    const file = join(proxy.#directory, kind.configuration?.split("/").at(-1) ?? "proxy.conf");
    await writeFile(file, withPorts(kind.text ?? (await readFile(project(kind.configuration), "utf8")), port, ports));
    const [command, ...args] = await kind.command(file, proxy.#directory);
    proxy.#run(command, args);
    await proxy.#ready();
    return proxy;
  }

  #directory;
  #process;
  #errors = "";

  #run(command, args) {
    this.#process = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
    this.#process.on("error", (error) => (this.#errors += error.message));
    this.#process.stderr.setEncoding("utf8").on("data", (text) => (this.#errors += text));
  }

  async #ready() {
    const answers = () => fetch(`${this.url}/health`).then((response) => response.ok, () => false);
    try {
      await until(() => this.#ended || answers(), "that the proxy answers", 20_000);
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.#ended) throw new Error(`the proxy ended before it was ready: ${this.#errors}`);
  }

  get #ended() {
    return this.#process.pid === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async stop() {
    if (!this.#ended) {
      const ended = once(this.#process, "exit");
      const timer = setTimeout(() => this.#process.kill("SIGKILL"), 1000);
      this.#process.kill("SIGTERM");
      await ended;
      clearTimeout(timer);
    }
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** The text with the ports of the test, each of which it has to name exactly once. */
function withPorts(text, port, servers) {
  const documented = ["8080", ...servers.map((_, i) => `127.0.0.1:${5001 + i}`)];
  const actual = [String(port), ...servers.map((server) => `127.0.0.1:${server}`)];
  const pieces = documented.map((from) => text.split(from).length - 1);
  if (pieces.some((count) => count !== 1)) throw new Error(`${documented} are there ${pieces} times`);
  return text.replace(new RegExp(documented.join("|"), "g"), (from) => actual[documented.indexOf(from)]);
}

// The rest of what nginx wants: Debian's has it in /etc/nginx/nginx.conf.
const nginxMain = (file, directory) => `
daemon off;
pid ${directory}/nginx.pid;
worker_processes 2;
events { worker_connections 1024; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${directory}/${name};`).join("\n  ")}
  include ${file};
}
`;
