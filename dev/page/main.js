// The page: one person's view of the workspace, kept current by server-sent events.

import { Composer } from "./composer.js";
import { el } from "./dom.js";
import { hintsFor } from "./hints.js";
import { Log } from "./log.js";
import { drawSidebar } from "./sidebar.js";
import { Workspace } from "./workspace.js";

const TOAST_MS = 5000;
const $ = (id) => document.getElementById(id);

const workspace = new Workspace();
const log = new Log($("log"));
const threadLog = new Log($("thread-log"));
const seen = new Map(); // channel id -> ts of the last message that was on screen
let here = location.hash.slice(1);
let thread = null;

const composer = new Composer($("composer"), (text) => act("say", { text, typed: true }));
const replyComposer = new Composer($("thread-composer"), (text) => {
  const broadcast = $("also").checked;
  $("also").checked = false;
  return act("say", { text, typed: true, thread_ts: thread, broadcast });
});

async function act(name, given, channel = here) {
  try {
    await workspace.act(name, { channel, ...given });
    await refresh();
    return true;
  } catch (problem) {
    toast(problem.message);
    return false;
  }
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => ($("toast").hidden = true), TOAST_MS);
}

// One refresh at a time: changes that come during it are shown by one more.
let refreshing = null;
let again = false;
async function refresh() {
  if (refreshing) {
    again = true;
    return refreshing;
  }
  refreshing = draw().finally(() => (refreshing = null));
  await refreshing;
  if (again) {
    again = false;
    await refresh();
  }
}

async function draw() {
  await workspace.load();
  if (!workspace.channel(here)) here = workspace.state.channels[0].id;
  const channel = workspace.channel(here);
  const [messages, replies] = await Promise.all([
    workspace.messages(here),
    thread ? workspace.thread(here, thread) : null,
  ]);
  if (channel.id !== here) return;
  seen.set(here, channel.last_ts);
  drawSidebar(workspace, here, (other) => other.member && other.last_ts > (seen.get(other.id) ?? firstSeen(other)));
  drawPlace(channel);
  log.show(`${here} ${workspace.me}`, messages, { workspace, act, openThread }, emptyText(channel));
  if (thread) threadLog.show(`${here} ${thread}`, replies, { workspace, act, openThread, inThread: true });
}

function firstSeen(channel) {
  seen.set(channel.id, channel.last_ts);
  return channel.last_ts;
}

function drawPlace(channel) {
  const direct = channel.kind === "im";
  const name = direct ? workspace.state.bot.name : `#${channel.name}`;
  document.title = `${name} · ${workspace.state.team}`;
  $("place-name").textContent = name;
  const members = channel.members === 1 ? "1 member" : `${channel.members} members`;
  $("place-purpose").textContent = direct ? "The bot, between the two of you" : [members, channel.purpose].filter(Boolean).join(" · ");
  $("membership").hidden = direct || channel.archived;
  $("membership").textContent = channel.member ? "Leave" : "Join";
  $("thread-place").textContent = name;
  $("also-label").textContent = `Also send to ${name}`;
  composer.allow(channel.member && !channel.archived, placeholder(channel, name));
  replyComposer.allow(channel.member && !channel.archived, "Reply");
  drawHints(channel);
}

function placeholder(channel, name) {
  if (channel.archived) return `${name} is archived`;
  return channel.member ? `Message ${name}` : `Join ${name} to write here`;
}

function emptyText(channel) {
  if (channel.kind === "im") return [`Say hello to ${workspace.state.bot.name}`, "In this direct message the bot answers without being mentioned."];
  const title = `This is the beginning of #${channel.name}`;
  if (!channel.member || !channel.bot_member) return [title, channel.purpose];
  return [title, `Mention ${workspace.state.bot.name}, for instance with a line from below, and it answers here.`];
}

function drawHints(channel) {
  const hints = hintsFor(channel, workspace.state.bot);
  const key = JSON.stringify(hints);
  if ($("hints").dataset.key === key) return;
  $("hints").dataset.key = key;
  const chips = hints.map((hint) => el("button", { type: "button", class: "chip", onclick: () => follow(hint) }, hint.label));
  $("hints").replaceChildren(...(chips.length ? [el("span", {}, "Try"), ...chips] : []));
}

function follow(hint) {
  if (hint.act) return act(hint.act, hint.given);
  composer.fill(hint.label);
  composer.text.focus();
}

// Whoever has moved on meanwhile keeps the focus: what they type would land in the wrong field.
function focusAfter(work, field) {
  const before = document.activeElement;
  work.then(
    () => [before, document.body].includes(document.activeElement) && field().focus(),
    (problem) => toast(problem.message),
  );
}

function openThread(ts) {
  thread = ts;
  $("thread").hidden = false;
  focusAfter(refresh(), () => $("thread-text"));
}

function closeThread() {
  if (!thread) return;
  thread = null;
  $("thread").hidden = true;
  composer.text.focus();
}

function go(id) {
  closeThread();
  here = id;
  history.replaceState(null, "", `#${id}`);
  showDrawer(false);
  focusAfter(refresh(), () => composer.text);
}

function showDrawer(open) {
  $("app").classList.toggle("drawn", open);
  $("drawer").setAttribute("aria-expanded", String(open));
}

$("sidebar").addEventListener("click", (event) => {
  const button = event.target.closest("[data-place]");
  if (button) go(button.dataset.place);
});
$("persona").addEventListener("change", (event) => {
  workspace.become(event.target.value);
  closeThread();
  seen.clear();
  const wasDirect = workspace.channel(here)?.kind === "im";
  workspace.load().then(() => {
    if (wasDirect) here = workspace.directMessage.id;
    return refresh();
  });
});
$("newcomer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = $("newcomer-name").value.trim();
  if (!name) return;
  $("newcomer-name").value = "";
  const person = await workspace.newMember(name).catch((problem) => toast(problem.message));
  if (person) toast(`${person.real_name} is here. Choose them under “You are” to see what they see.`);
});
$("membership").addEventListener("click", () => act(workspace.channel(here).member ? "leave" : "join", {}));
$("thread-close").addEventListener("click", closeThread);
$("drawer").addEventListener("click", () => showDrawer(!$("app").classList.contains("drawn")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if ($("app").classList.contains("drawn")) showDrawer(false);
  else closeThread();
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#sidebar, #drawer")) showDrawer(false);
});

workspace.listen(
  () => refresh().catch(() => {}),
  (connected) => {
    $("offline").hidden = connected;
    if (connected) refresh().catch(() => {});
  },
);
focusAfter(refresh(), () => composer.text);
