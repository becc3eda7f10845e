// All suites, on one server and in one browser.

import "./suites/entering.mjs";
import "./suites/rooms.mjs";
import "./suites/messages.mjs";
import "./suites/direct.mjs";
import "./suites/admin.mjs";
import "./suites/reconnecting.mjs";
import "./suites/phone.mjs";
import "./suites/pages.mjs";
