// The applications of the tests, in a folder of their own outside of the repository, whose files would change their builds.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { dotnet } from "./dotnet.mjs";

const Contracts = {
  "Contracts.csproj": (version) => `
    <Project Sdk="Microsoft.NET.Sdk.Web">
      <PropertyGroup>
        <TargetFramework>net10.0</TargetFramework>
        <Nullable>enable</Nullable>
        <ImplicitUsings>enable</ImplicitUsings>
        <SockeyeTypeScript>contracts.ts</SockeyeTypeScript>
      </PropertyGroup>
      <ItemGroup>
        <!-- The server, its generators and its tool come along with this one. -->
        <PackageReference Include="Sockeye.Redis" Version="${version}" />
      </ItemGroup>
    </Project>`,
  "Program.cs": () => `
    using Sockeye;

    var builder = WebApplication.CreateBuilder(args);
    builder.Services.AddSocketIO().AddRedisSharded(builder.Configuration["redis"]!);
    var app = builder.Build();
    app.UseFileServer();
    app.MapSocketIO().MapHandlers<Sums>();
    app.Run();

    [ClientToServer]
    public interface ISums
    {
        Task<int> AddAsync(int first, int second);
    }

    public sealed class Sums : ISums
    {
        public Task<int> AddAsync(int first, int second) => Task.FromResult(first + second);
    }`,
  "wwwroot/index.html": () => `<!doctype html><link rel="icon" href="data:,"><script src="/socket.io/socket.io.min.js"></script><p></p>
    <script>
      const socket = io();
      socket.on("time", (time) => document.querySelector("p").textContent = time);
    </script>`,
};

export class Applications {
  static async create(root, feed, version) {
    const applications = new Applications();
    Object.assign(applications, { root, feed, version, folder: await mkdtemp(path.join(os.tmpdir(), "sockeye-packages-")) });
    await applications.#write({
      // The packages of the folder, and what they need of the sources of the machine.
      "nuget.config": `<configuration><packageSources><add key="sockeye" value="${feed}" /></packageSources></configuration>`,
      "Applications.slnx": `<Solution>${["Web", "Chat", "Worker", "Readme", "Contracts"].map((name) => `<Project Path="${name}/${name}.csproj" />`).join("")}</Solution>`,
    });
    return applications;
  }

  /** Where an application is. */
  in = (name) => path.join(this.folder, name);

  /** Nothing of another build is used: neither its packages nor its templates. */
  get #settings() {
    return { cwd: this.folder, env: { NUGET_PACKAGES: path.join(this.folder, "packages"), DOTNET_CLI_USE_MSBUILD_SERVER: "0" } };
  }

  async make() {
    const hive = ["--debug:custom-hive", path.join(this.folder, "templates")];
    await dotnet(["new", "install", `Sockeye.Templates@${this.version}`, "--add-source", this.feed, ...hive], this.#settings);
    for (const [template, name] of [["sockeye-web", "Web"], ["sockeye-chat", "Chat"], ["sockeye-worker", "Worker"]]) {
      await dotnet(["new", template, "-o", name, "--no-restore", ...hive], this.#settings);
    }
    await this.#makeReadme();
    for (const [file, text] of Object.entries(Contracts)) await this.#write({ [`Contracts/${file}`]: text(this.version).trim() });
  }

  /** All of them at once. Gives what the compilers print. */
  build() {
    return dotnet(["build", "Applications.slnx", "--tl:off", "-nodeReuse:false", "-v:minimal"], this.#settings);
  }

  remove() {
    return rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  // As README says: an empty web application, the package, the server and the page.
  async #makeReadme() {
    await dotnet(["new", "web", "-o", "Readme", "--no-restore"], this.#settings);
    await dotnet(["package", "add", "Sockeye", "--version", this.version, "--no-restore", "--project", "Readme/Readme.csproj"], this.#settings);
    const readme = await readFile(path.join(this.root, "README.md"), "utf8");
    const first = (language) => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(readme)[1];
    await this.#write({ "Readme/Program.cs": first("csharp"), "Readme/wwwroot/index.html": first("html") });
  }

  async #write(files) {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(this.in(file)), { recursive: true });
      await writeFile(this.in(file), text);
    }
  }
}
