import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const Installed = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

export const launchChromium = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? Installed.find(existsSync),
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
