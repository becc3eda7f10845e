// The dialogs: a room, its topic, somebody to write to.

import { byId, fieldError } from "./dom.js";

/** `actions`: create(name), join(name), write(name) and setTopic(topic) do what the dialog asks for, or throw with the reason. */
export function setUpDialogs(actions) {
  const room = dialog("room-dialog", "room-name");
  byId("new-room").addEventListener("click", () => room.open());
  byId("welcome-new").addEventListener("click", () => room.open());
  byId("room-cancel").addEventListener("click", () => room.close());
  byId("room-join").addEventListener("click", () => room.run(actions.join));
  byId("room-form").addEventListener("submit", (event) => {
    event.preventDefault();
    room.run(actions.create);
  });

  const direct = dialog("direct-dialog", "direct-name");
  byId("new-direct").addEventListener("click", () => direct.open());
  byId("direct-cancel").addEventListener("click", () => direct.close());
  byId("direct-form").addEventListener("submit", (event) => {
    event.preventDefault();
    direct.run(actions.write);
  });

  const topic = dialog("topic-dialog", "topic");
  byId("set-topic").addEventListener("click", () => topic.open());
  byId("topic-cancel").addEventListener("click", () => topic.close());
  byId("topic-form").addEventListener("submit", (event) => {
    event.preventDefault();
    topic.run(actions.setTopic);
  });
}

function dialog(id, inputId) {
  const element = byId(id);
  const input = byId(inputId);
  input.addEventListener("input", () => fieldError(input, ""));
  return {
    open() {
      input.value = "";
      fieldError(input, "");
      element.showModal();
      input.focus();
    },
    close() {
      element.close();
    },
    async run(action) {
      try {
        await action(input.value);
        element.close();
      } catch (error) {
        fieldError(input, error.message);
        input.focus();
      }
    },
  };
}
