// All suites, in one browser, on one server where there is no need of two.

import "./suites/entering.mjs";
import "./suites/rooms.mjs";
import "./suites/messages.mjs";
import "./suites/direct.mjs";
import "./suites/admin.mjs";
import "./suites/reconnecting.mjs";
import "./suites/cluster.mjs";
import "./suites/phone.mjs";
import "./suites/access.mjs";
import "./suites/pages.mjs";
