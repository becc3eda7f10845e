import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import pg from "pg";

/** A Postgres of the test's own, on a free port, in a folder that goes with it. It does not run as root, who may be another user than ours. */
export class Postgres {
  static async start() {
    const postgres = new Postgres();
    postgres.port = await freePort();
    postgres.#folder = mkdtempSync(join(tmpdir(), "postgres-"));
    if (process.getuid() === 0) {
      const [uid, gid] = ["-u", "-g"].map((flag) => Number(spawnSync("id", [flag, "postgres"]).stdout));
      postgres.#user = { uid, gid };
      chownSync(postgres.#folder, uid, gid);
    }
    const made = spawnSync(program("initdb"), ["-D", join(postgres.#folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], { ...postgres.#user, cwd: postgres.#folder, encoding: "utf8" });
    if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
    await postgres.begin();
    return postgres;
  }

  #folder;
  #process;
  #user = {};

  /** As Npgsql writes it, and our fixtures take it. */
  get address() {
    return `Host=127.0.0.1;Port=${this.port};Username=postgres;Database=postgres`;
  }

  async begin() {
    const settings = { port: this.port, listen_addresses: "127.0.0.1", unix_socket_directories: this.#folder, fsync: "off", max_connections: 100 };
    const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    this.#process = spawn(program("postgres"), ["-D", join(this.#folder, "data"), ...args], { ...this.#user, cwd: this.#folder, stdio: "ignore" });
    this.#process.on("error", () => {});
    const deadline = Date.now() + 30_000;
    for (;;) {
      this.pool = this.connect();
      try {
        await this.pool.query("SELECT 1");
        return;
      } catch (error) {
        await this.pool.end();
        if (Date.now() > deadline || this.#process.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  connect() {
    const pool = new pg.Pool({ host: "127.0.0.1", port: this.port, user: "postgres", database: "postgres" });
    pool.on("error", () => {});
    return pool;
  }

  /** The table of attachments, as the manual of Node's adapter has it. */
  async createTable() {
    await this.pool.query("CREATE TABLE IF NOT EXISTS socket_io_attachments (id bigserial UNIQUE, created_at timestamptz DEFAULT NOW(), payload bytea)");
  }

  /** Ends it at once, connections and all; `begin` starts it again with what it had. */
  async end() {
    await this.pool.end().catch(() => {});
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGQUIT");
    await ended;
  }

  async stop() {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** One Postgres for all tests of the block it is called in. */
export function postgresServer() {
  const handle = {};
  before(async () => {
    handle.postgres = await Postgres.start();
  });
  after(() => handle.postgres?.stop());
  return handle;
}

/** Debian keeps these out of the way, below a folder for each version. */
function program(name) {
  const versions = "/usr/lib/postgresql";
  const folders = existsSync(versions) ? readdirSync(versions).sort((a, b) => b - a).map((version) => join(versions, version, "bin")) : [];
  return folders.map((folder) => join(folder, name)).find(existsSync) ?? name;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
