// What the chat and its administrators do about connections. These tests wait more than they compute: they run beside the others.

import "./suites/reconnecting.mjs";
import "./suites/admin.mjs";
import "./suites/access.mjs";
