// The dialogs: a room, its topic, somebody to write to.

import { byId, fieldError } from "./dom.js";

/** `actions`: create(name), join(name), find(name) and setTopic(topic) do what the dialog asks for, or throw with the reason; arrived() is called when one of the first three is done. */
export function setUpDialogs(actions) {
  const room = dialog("room-dialog", "room-name", actions.arrived);
  byId("new-room").addEventListener("click", () => room.open());
  byId("welcome-new").addEventListener("click", () => room.open());
  byId("room-cancel").addEventListener("click", () => room.close());
  byId("room-join").addEventListener("click", () => room.run(actions.join));
  byId("room-form").addEventListener("submit", (event) => {
    event.preventDefault();
    room.run(actions.create);
  });

  const direct = dialog("direct-dialog", "direct-name", actions.arrived);
  byId("new-direct").addEventListener("click", () => direct.open());
  byId("direct-cancel").addEventListener("click", () => direct.close());
  byId("direct-form").addEventListener("submit", (event) => {
    event.preventDefault();
    direct.run(actions.find);
  });

  const topic = dialog("topic-dialog", "topic");
  byId("set-topic").addEventListener("click", () => topic.open());
  byId("topic-cancel").addEventListener("click", () => topic.close());
  byId("topic-form").addEventListener("submit", (event) => {
    event.preventDefault();
    topic.run(actions.setTopic);
  });
}

// A dialog that closes gives the focus back to the button that opened it; `done` may place it elsewhere.
function dialog(id, inputId, done = () => {}) {
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
        done();
      } catch (error) {
        fieldError(input, error.message);
        input.focus();
      }
    },
  };
}
