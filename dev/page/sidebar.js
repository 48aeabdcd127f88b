// Places, people, and who one is.

import { avatar, el, icon } from "./dom.js";

const ICONS = { channel: "hash", group: "lock", mpim: "talk", im: "talk" };

export function drawSidebar(workspace, here, unread) {
  const { state } = workspace;
  document.getElementById("team").textContent = state.team;
  const persona = document.getElementById("persona");
  const people = state.people.filter((person) => !person.is_bot && person.id !== "USLACKBOT");
  fill(persona, people.map((person) => el("option", { value: person.id }, person.real_name)));
  persona.value = workspace.me;
  const places = (kinds) => state.channels.filter((channel) => kinds.includes(channel.kind));
  const draw = (channel) => place(channel, state, here, unread);
  fill(document.getElementById("channels"), places(["channel", "group", "mpim"]).map(draw));
  fill(document.getElementById("direct"), places(["im"]).map(draw));
  fill(document.getElementById("people"), people.map((person) => el("li", {}, avatar(person, "small"), person.real_name)));
}

// Replaced only if it changed: a list that is redrawn under the pointer swallows the click.
function fill(node, children) {
  const drawn = el(node.tagName, {}, ...children);
  const shown = [...node.children].map((child) => child.outerHTML).join("");
  if (shown !== drawn.innerHTML) node.replaceChildren(...drawn.children);
}

function place(channel, state, here, unread) {
  const name = channel.kind === "im" ? state.bot.name : channel.name;
  const isUnread = unread(channel);
  const label = `${name}${channel.archived ? ", archived" : ""}${isUnread ? ", unread" : ""}`;
  const classes = [channel.member && "member", isUnread && "unread"].filter(Boolean).join(" ");
  const current = channel.id === here ? "page" : null;
  // The click is heard by the list (main.js), since equal entries are kept as they are.
  return el("li", {}, el("button", { type: "button", class: classes, "aria-current": current, "aria-label": label, "data-place": channel.id }, icon(ICONS[channel.kind]), name));
}
