// Somebody on the page of the chat.

import { Person } from "./person.mjs";

export class Chatter extends Person {
  name = null;

  /** Asks for a name; whether it is given shows the page. */
  async askFor(name) {
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByRole("button", { name: "Enter the chat" }).click();
  }

  async enter(name) {
    await this.askFor(name);
    await this.shows("#me-name", name);
    this.name = name;
  }

  /** Opens a room of the list; joins it where need be. */
  async openRoom(room) {
    await this.page.locator(`#sidebar .nav-item[data-name="${room}"]`).click();
    await this.isInRoom(room);
  }

  async isInRoom(room) {
    await this.shows("#conversation-title", `# ${room}`);
  }

  async createRoom(room) {
    await this.fillRoom(room, "Create");
    await this.isInRoom(room);
  }

  /** Fills the dialog and presses "Create" or "Join". */
  async fillRoom(room, button) {
    await this.page.getByRole("button", { name: "Create or join a room" }).click();
    await this.page.getByLabel("Name of the room").fill(room);
    await this.page.locator("#room-dialog").getByRole("button", { name: button, exact: true }).click();
  }

  async setTopic(topic) {
    await this.page.getByRole("button", { name: "Topic", exact: true }).click();
    await this.page.getByLabel("Topic", { exact: true }).fill(topic);
    await this.page.getByLabel("Topic", { exact: true }).press("Enter");
  }

  async openDirect(name) {
    await this.page.locator(`#directs .nav-item[data-name="${name}"]`).click();
    await this.shows("#conversation-title", name);
  }

  /** Writes to a member of the open room alone. */
  async writeTo(name) {
    await this.page.locator(`#member-list .nav-item[data-name="${name}"]`).click();
    await this.shows("#conversation-title", name);
  }

  async leaveRoom() {
    await this.page.locator("#leave").click();
  }

  /** Types a message and presses Enter. */
  async submit(text) {
    await this.page.locator("#text").fill(text);
    await this.page.locator("#text").press("Enter");
  }

  /** Sends a message and waits until it stands in the conversation. */
  async say(text) {
    await this.submit(text);
    await this.shows(".message.own .bubble", text);
  }

  async reads(text, from) {
    await this.shows(`.message[data-from="${from}"] .bubble`, text);
  }

  async notice(text) {
    await this.showsPart(".notice", text);
  }

  /** Waits until the list of rooms shows this number of members. */
  async count(room, members) {
    await this.shows(`#sidebar .nav-item[data-name="${room}"] .nav-count`, String(members));
  }

  async unread(name, messages) {
    await this.shows(`#sidebar .nav-item[data-name="${name}"] .badge`, String(messages));
  }

  /** Waits until the member list shows exactly these names. */
  async members(...names) {
    await this.showsAll("#member-list .nav-name", names);
  }

  /** Waits until the member list shows somebody without a connection, who may come back. */
  async isAway(name) {
    await this.page.locator(`#member-list .nav-item.away[data-name="${name}"]`).waitFor();
  }

  /** Waits until the member list shows somebody with a connection. */
  async isOnline(name) {
    await this.page.locator(`#member-list .nav-item:not(.away)[data-name="${name}"]`).waitFor();
  }

  async composerError(text) {
    await this.showsPart("#composer-error", text);
  }

  async roomsAre(...names) {
    await this.showsAll("#your-rooms .nav-name", names);
  }
}
