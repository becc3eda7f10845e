// What is open, in the address: #/room/NAME or #/direct/NAME. The list of rooms lies below a conversation in the history of the tab, so that Back leads to it.

let shown = ""; // the address of what is open; that of the list is empty
let returning = false; // our own way back to the list has not ended yet

const inConversation = () => history.state?.conversation === true;

/** `arrived()` is called when Back, Forward or the user's typing has led to another address. */
export function followAddress(arrived) {
  addEventListener("popstate", () => {
    if (!returning) return arrived();
    returning = false;
    settle(); // another conversation may have been opened meanwhile
  });
}

/** What the address asks for: { kind, name }, or null for the list. An address that was typed or linked becomes the list, and the conversation goes above it. */
export function readAddress() {
  const [, kind, name] = location.hash.match(/^#\/(room|direct)\/(.+)$/) ?? [];
  if (!inConversation() && location.hash !== "") history.replaceState(null, "", location.pathname);
  return kind === undefined ? null : { kind, name: decode(name) };
}

/** Shows what is open: a conversation, or null for the list. */
export function showAddress(conversation) {
  shown = conversation ? `#/${conversation.kind}/${encodeURIComponent(conversation.name)}` : "";
  if (!returning) settle();
}

function settle() {
  if (shown === "") {
    returning = inConversation();
    if (returning) history.back();
  } else if (inConversation()) {
    history.replaceState(history.state, "", shown);
  } else {
    history.pushState({ conversation: true }, "", shown);
  }
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
