// The page: one person's view of the workspace, kept current by server-sent events.

import { Composer } from "./composer.js";
import { drawHeader, drawHints, emptyText, placeholder } from "./header.js";
import { Log } from "./log.js";
import { drawSidebar } from "./sidebar.js";
import { toast } from "./toast.js";
import { Traffic } from "./traffic.js";
import { Unread } from "./unread.js";
import { Workspace } from "./workspace.js";

const $ = (id) => document.getElementById(id);

const workspace = new Workspace();
const log = new Log($("log"));
const threadLog = new Log($("thread-log"));
const unread = new Unread();
const traffic = new Traffic(workspace, showTraffic);
let here = location.hash.slice(1);
let thread = null;

const composer = new Composer($("composer"), writing((text, files) => say(text, files, {})));
const replyComposer = new Composer($("thread-composer"), writing((text, files) => {
  const broadcast = $("also").checked && !files.length;
  $("also").checked = false;
  return say(text, files, { thread_ts: thread, ...(broadcast ? { broadcast } : {}) });
}));

function writing(send) {
  return { send, candidates: (sign) => workspace.candidates(sign, here), complain: toast };
}

function say(text, files, given) {
  if (!files.length) return act("say", { text, typed: true, ...given });
  return act("upload", { text, typed: true, given: files.map((file) => [file.name, file.content]), ...given });
}

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
  unread.see(workspace.me, channel);
  drawSidebar(workspace, here, (other) => unread.has(workspace.me, other));
  drawPlace(channel);
  const context = { workspace, act, openThread, showTraffic: (ts) => traffic.showOnly(ts) };
  log.show(`${here} ${workspace.me}`, messages, context, emptyText(channel, workspace.state));
  if (thread) threadLog.show(`${here} ${thread}`, replies, { ...context, inThread: true });
}

function drawPlace(channel) {
  const { state } = workspace;
  const allowed = channel.member && !channel.archived;
  drawHeader(channel, state);
  composer.allow(allowed, placeholder(channel, state));
  replyComposer.allow(allowed, "Reply");
  drawHints(channel, state, follow);
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

function go(id, ts, root) {
  closeThread();
  here = id;
  history.replaceState(null, "", `#${id}`);
  showDrawer(false);
  focusAfter(refresh().then(() => ts && reveal(ts, root)), () => composer.text);
}

function reveal(ts, root) {
  if (root) openThread(root);
  $("log").querySelector(`[data-ts="${root || ts}"]`)?.scrollIntoView({ block: "center" });
}

async function become(id) {
  const wasDirect = workspace.channel(here)?.kind === "im";
  workspace.become(id);
  closeThread();
  await workspace.load();
  if (wasDirect) here = workspace.directMessage.id;
  await refresh();
}

async function letIn(name) {
  const person = await workspace.newMember(name).catch((problem) => toast(problem.message));
  if (person) toast(`${person.real_name} is here.`, { label: `Be ${person.real_name}`, run: () => become(person.id) });
}

function showDrawer(open) {
  $("app").classList.toggle("drawn", open);
  $("drawer").setAttribute("aria-expanded", String(open));
}

function showTraffic(open) {
  $("traffic-toggle").setAttribute("aria-expanded", String(open));
  if (open) $("traffic-find").focus();
  else $("traffic-toggle").focus();
}

// A channel in the sidebar, or a link to a message.
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-place]");
  if (!target) return;
  event.preventDefault();
  go(target.dataset.place, target.dataset.message, target.dataset.thread);
});
$("persona").addEventListener("change", (event) => become(event.target.value));
$("newcomer").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = $("newcomer-name").value.trim();
  if (!name) return;
  $("newcomer-name").value = "";
  letIn(name);
});
$("membership").addEventListener("click", () => act(workspace.channel(here).member ? "leave" : "join", {}));
$("thread-close").addEventListener("click", closeThread);
$("traffic-toggle").addEventListener("click", () => traffic.show(!traffic.isOpen));
$("drawer").addEventListener("click", () => showDrawer(!$("app").classList.contains("drawn")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if ($("app").classList.contains("drawn")) showDrawer(false);
  else if ($("traffic").contains(event.target)) traffic.show(false);
  else closeThread();
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#sidebar, #drawer")) showDrawer(false);
});

workspace.listen({
  changed: () => refresh().catch(() => {}),
  connected: (there) => {
    $("offline").hidden = there;
    if (there) refresh().catch(() => {});
  },
});
focusAfter(refresh(), () => composer.text);
