// The chat on one server, seen from where its people sit.

import "./suites/entering.mjs";
import "./suites/rooms.mjs";
import "./suites/messages.mjs";
import "./suites/direct.mjs";
import "./suites/phone.mjs";
import "./suites/pages.mjs";
