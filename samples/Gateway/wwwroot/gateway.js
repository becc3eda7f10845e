const $ = (id) => document.getElementById(id);
const show = (text) => $("events").append(Object.assign(document.createElement("li"), { textContent: text }));
const fail = (text) => { $("error").textContent = text; };

$("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const response = await fetch("/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: $("name").value, password: $("password").value }),
  });
  if (!response.ok) {
    fail("The name or the password is wrong.");
    return;
  }

  const { token } = await response.json();
  fail("");
  $("login").hidden = true;
  $("me").textContent = $("name").value;
  document.querySelector("main").hidden = false;
  enter(token);
});

// One connection, two namespaces. Each gets the token.
function enter(token) {
  const shop = io("/shop", { auth: { token } });
  shop.on("connect", () => fail(""));
  shop.on("connect_error", (error) => fail(`/shop: ${error.message}`));
  shop.on("order ready", (order) => show(`Your ${order.drink} is ready (order ${order.number}).`));
  $("order").addEventListener("submit", (event) => {
    event.preventDefault();
    shop.emit("order", $("drink").value, (order) => {
      show(order.error ? `Refused: ${order.error.message}` : `You have ordered ${order.drink} (order ${order.number}).`);
    });
  });

  const admin = io("/admin", { auth: { token } });
  admin.once("connect", () => show("You are an admin, and see all orders."));
  // A socket that the server has refused does not try again. Otherwise the server was not reached, and the client is still active.
  admin.on("connect_error", (error) => { if (!admin.active) show(`You are no admin (${error.message}).`); });
  admin.on("order placed", (order) => show(`Order ${order.number}: ${order.drink} for ${order.customer}.`));
  admin.on("order ready", (order) => show(`Order ${order.number} is ready.`));
}
