// The chat on two servers.

import "./suites/cluster.mjs";
