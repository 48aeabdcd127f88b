// One message as an element, with what can be done to it.

import { attached } from "./attached.js";
import { bodyOf } from "./blocks.js";
import { Deeds } from "./deeds.js";
import { avatar, clock, el, icon, iconButton } from "./dom.js";
import { drawn } from "./emoji.js";
import { inline } from "./mrkdwn.js";
import { openEditor } from "./editor.js";
import { openPicker } from "./picker.js";
import { messageShortcuts } from "./shortcuts.js";

const TOGETHER_S = 300; // messages of one person within it share one byline
const NOTICES = new Set(["channel_join", "channel_leave", "group_join", "group_leave"]);

const writer = (message) => message.username ?? message.user;

export function begins(message, previous) {
  return (
    !previous || writer(previous) !== writer(message) || NOTICES.has(previous.subtype) ||
    Boolean(previous.ephemeral) !== Boolean(message.ephemeral) || Number(message.ts) - Number(previous.ts) > TOGETHER_S
  );
}

export function messageElement(message, context) {
  if (NOTICES.has(message.subtype)) return notice(message, context);
  const author = context.workspace.author(message);
  const classes = ["message", context.begins && "begins", message.ephemeral && "only-you"].filter(Boolean).join(" ");
  const node = el("article", { class: classes, "data-ts": message.ts, "aria-label": `${author.real_name}, ${clock(message.ts)}` });
  node.append(side(message, author, context.begins));
  if (message.ephemeral) node.append(el("p", { class: "flag" }, icon("eye"), "Only visible to you"));
  const content = el("div", { class: "content" });
  if (context.begins) content.append(byline(message, author));
  content.append(body(message, context), ...attached(message, context.workspace), reactions(message, context));
  const replies = repliesButton(message, context);
  if (replies) content.append(replies);
  node.append(content);
  if (!message.ephemeral) node.append(tools(message, context, node));
  return node;
}

function notice(message, { workspace }) {
  const body = el("div", { class: "body" }, ...inline(message.text, workspace.names));
  return el("article", { class: "message notice-line", "data-ts": message.ts }, el("div", { class: "side" }, el("time", {}, clock(message.ts))), body);
}

function side(message, author, first) {
  return el("div", { class: "side" }, first ? avatar(author) : el("time", {}, clock(message.ts)));
}

function byline(message, author) {
  const badge = author.is_bot ? el("span", { class: "badge" }, "APP") : null;
  return el("div", { class: "byline" }, el("strong", {}, author.is_bot ? author.name : author.real_name), badge, el("time", {}, clock(message.ts)));
}

function body(message, { workspace, inThread, place }) {
  const node = el("div", { class: "body" });
  if (message.subtype === "thread_broadcast" && !inThread) node.append(el("p", { class: "broadcast" }, "replied to a thread"));
  const deeds = new Deeds(workspace, "click", { place: { channel: place, ts: message.ts } });
  node.append(...bodyOf(message, { workspace, names: workspace.names, deeds }));
  if (message.edited) node.append(el("span", { class: "edited" }, "(edited)"));
  return node;
}

function reactions(message, context) {
  return el("div", { class: "reactions" }, ...(message.reactions ?? []).map((reaction) => chip(reaction, message, context)));
}

function chip(reaction, message, { workspace, act }) {
  const mine = reaction.users.includes(workspace.me);
  const who = reaction.users.map((id) => workspace.names.user(id)).join(", ");
  const label = `${reaction.name}, ${reaction.count}: ${who}`;
  const toggle = () => act(mine ? "unreact" : "react", { ts: message.ts, name: reaction.name });
  return el(
    "button",
    { type: "button", class: "reaction bare", "aria-pressed": String(mine), "aria-label": label, title: who, onclick: toggle },
    drawn(reaction.name),
    el("span", { class: "count" }, String(reaction.count)),
  );
}

function repliesButton(message, { inThread, openThread }) {
  if (inThread || !message.reply_count) return null;
  const label = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return el("button", { type: "button", class: "replies bare", onclick: () => openThread(message.ts) }, label);
}

function tools(message, context, node) {
  const { workspace, inThread, openThread, act, showTraffic } = context;
  const row = el("div", { class: "tools" });
  row.append(iconButton("smile", "Add reaction", () => openPicker(node, (name) => act("react", { ts: message.ts, name }))));
  if (!inThread) row.append(iconButton("talk", "Reply in thread", () => openThread(message.thread_ts ?? message.ts)));
  if (message.user === workspace.me) {
    row.append(iconButton("pen", "Edit message", () => openEditor(node, message, context)));
    row.append(iconButton("bin", "Delete message", () => act("delete", { ts: message.ts })));
  }
  row.append(iconButton("pulse", "Show its traffic", () => showTraffic(message.ts)));
  const shortcuts = messageShortcuts(workspace, (id) => act("message_shortcut", { ts: message.ts, callback_id: id }));
  if (shortcuts) row.append(shortcuts);
  return row;
}
