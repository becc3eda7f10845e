import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import specs from "@asyncapi/specs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { asyncApi, validatorOf } from "../support/documents.mjs";

const document = JSON.parse(await readFile(asyncApi, "utf8"));
const chat = document.channels.chat;

function resolve(reference) {
  const [start, ...path] = reference.split("/");
  assert.equal(start, "#");
  return path.reduce((node, name) => node?.[name], document);
}

function* references(node) {
  for (const [name, value] of Object.entries(node ?? {})) {
    if (name === "$ref") {
      yield value;
    } else if (typeof value === "object") {
      yield* references(value);
    }
  }
}

test("The document is one of AsyncAPI 3", () => {
  const ajv = new Ajv({ strict: false, logger: false });
  addFormats.default(ajv);
  const schema = structuredClone(specs.schemasWithoutId["3.0.0"]);
  delete schema.$schema;
  const validate = ajv.compile(schema);
  assert.equal(validate(document), true, JSON.stringify(validate.errors?.slice(0, 5)));
  assert.equal(validate({ ...document, channels: { chat: { address: 5 } } }), false);
});

test("Every reference points at something, and those of operations at their own channel", () => {
  for (const reference of references(document)) {
    assert.ok(resolve(reference), reference);
  }

  for (const operation of Object.values(document.operations)) {
    const channel = operation.channel.$ref;
    for (const message of [...operation.messages, ...(operation.reply?.messages ?? [])]) {
      assert.ok(message.$ref.startsWith(`${channel}/messages/`), message.$ref);
    }
  }
});

test("An operation is what the server does, and an acknowledgement its reply", () => {
  assert.equal(chat.address, "/chat");
  const asked = document.operations["chat.send.askVote"];
  assert.equal(asked.action, "send");
  assert.deepEqual(asked.reply.messages, [{ $ref: "#/channels/chat/messages/send.askVote.answer" }]);
  const joined = document.operations["chat.receive.join"];
  assert.equal(joined.action, "receive");
  assert.deepEqual(joined.reply.messages, [{ $ref: "#/channels/chat/messages/receive.join.answer" }, { $ref: "#/channels/chat/messages/error" }]);
  assert.equal(document.operations["chat.receive.say"].reply, undefined);
  assert.equal(chat.messages["send.room_closed"].name, "room closed");
});

// An event of the wire, and whether its schema takes it.
const packets = [
  ["send.userJoined", [{ id: "6f9619ff-8b86-d011-b42d-00cf4fc964ff", name: "ann", friends: [], home: null, friendCount: 0 }, "2026-01-01T00:00:00+00:00"], true],
  ["send.userJoined", [{ id: "6f9619ff-8b86-d011-b42d-00cf4fc964ff", name: null, friends: [], home: null, friendCount: 0 }, "2026-01-01T00:00:00+00:00"], false],
  ["send.userJoined", [{ name: "ann" }, "now"], false],
  ["send.askVote.answer", [{ choice: "no idea" }], true],
  ["send.askVote.answer", [{ choice: "NoIdea" }], false],
  ["receive.search", ["tea"], true],
  ["receive.search", ["tea", null, 10], true],
  ["receive.search", ["tea", 5, 3], false],
  ["receive.search", [], false],
  ["receive.invite", ["tea", "ann", "bob"], true],
  ["receive.invite", ["tea", 1], false],
  ["receive.draw", [{ kind: "group", colour: "red", shapes: [{ kind: "circle", colour: "blue", radius: 1 }] }], true],
  ["receive.draw", [{ kind: "group", colour: "red", shapes: [{ kind: "square", colour: "blue" }] }], false],
  ["receive.say", [{ text: "hello", from: "ann", attachment: null, reactions: { like: 1 } }], true],
  ["receive.say", [{ text: "hello", from: "ann", attachment: null, reactions: { like: "1" } }], false],
  ["error", [{ error: { message: "no" } }], true],
];

for (const [message, payload, isValid] of packets) {
  test(`${message} ${isValid ? "takes" : "refuses"} ${JSON.stringify(payload)}`, () => {
    const validate = validatorOf(document, "chat", message);
    assert.equal(validate(payload), isValid, JSON.stringify(validate.errors));
  });
}
