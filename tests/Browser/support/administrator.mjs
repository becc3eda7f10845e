// Somebody on the admin page.

import { Person } from "./person.mjs";

export class Administrator extends Person {
  async tryToken(token) {
    await this.page.getByLabel("Token").fill(token);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  async signIn(token) {
    await this.tryToken(token);
    await this.connection("Connected");
  }

  /** Waits until a room has exactly these members. */
  async room(room, ...names) {
    await this.shows(`#rooms [data-room="${room}"] strong`, `# ${room}`);
    await this.showsAll(`#rooms [data-room="${room}"] .chip > span`, names);
  }

  async person(name) {
    await this.shows(`#people [data-member="${name}"] strong`, name);
  }

  /** Sends a system message to a room, or without one to all. */
  async announce(text, room = null) {
    await this.page.getByLabel("To", { exact: true }).selectOption(room ?? "");
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }

  async removeFromRoom(name, room) {
    await this.page.getByRole("button", { name: `Remove ${name} from ${room}`, exact: true }).click();
    await this.page.locator("#remove-confirm").click();
  }

  async remove(name) {
    await this.page.getByRole("button", { name: `Remove ${name} from the chat`, exact: true }).click();
    await this.page.locator("#remove-confirm").click();
  }
}
