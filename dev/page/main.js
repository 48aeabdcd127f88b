// The page: one person's view of the workspace, kept current by server-sent events.

import { Composer } from "./composer.js";
import { troubleOf } from "./deeds.js";
import { drawer } from "./drawer.js";
import { focusAfter } from "./focus.js";
import { drawHeader, drawHints, emptyText, placeholder } from "./header.js";
import { Home } from "./home.js";
import { Log } from "./log.js";
import { Modal } from "./modal.js";
import { hearPeople } from "./people.js";
import { Redrawing } from "./redrawing.js";
import { Sending } from "./sending.js";
import { GlobalShortcuts } from "./shortcuts.js";
import { drawSidebar } from "./sidebar.js";
import { Thread } from "./thread.js";
import { toast } from "./toast.js";
import { Traffic } from "./traffic.js";
import { Unread } from "./unread.js";
import { Workspace } from "./workspace.js";

const $ = (id) => document.getElementById(id);

const workspace = new Workspace();
const log = new Log($("log"));
const unread = new Unread();
const traffic = new Traffic(workspace, showTraffic);
const redrawing = new Redrawing(draw);
const refresh = () => redrawing.now();
const home = new Home(workspace, refresh, toast);
const modal = new Modal(workspace, refresh);
const sending = new Sending(workspace, act);
const shortcuts = new GlobalShortcuts(workspace, $("composer"), (id) => act("shortcut", { callback_id: id }, null));
let here = location.hash.slice(1);

const composer = new Composer($("composer"), {
  send: (text, files) => sending.send(text, files),
  candidates: (sign) => workspace.candidates(sign, here),
  complain: toast,
});
const thread = new Thread({ sending, candidates: (sign) => workspace.candidates(sign, here), refresh, leave: () => composer.text.focus() });

async function act(name, given, channel = here) {
  try {
    const done = await workspace.act(name, { ...(channel ? { channel } : {}), ...given });
    // What became of a command is told in the channel, by Slackbot.
    const trouble = name === "slash" ? "" : troubleOf(done, workspace.state.bot.name);
    if (trouble) toast(trouble);
    await refresh();
    return true;
  } catch (problem) {
    toast(problem.message);
    return false;
  }
}

async function draw() {
  await workspace.load();
  if (!workspace.channel(here)) here = workspace.state.channels[0].id;
  const channel = workspace.channel(here);
  const [messages, replies] = await Promise.all([
    workspace.messages(here),
    thread.ts ? workspace.thread(here, thread.ts) : null,
  ]);
  if (channel.id !== here) return;
  if (channel.kind !== "im" || !home.isOpen) unread.see(workspace.me, channel);
  drawSidebar(workspace, here, (other) => unread.has(workspace.me, other));
  drawPlace(channel);
  const context = { workspace, act, openThread: (ts) => thread.open(ts), place: here, showTraffic: (ts) => traffic.showOnly(ts) };
  log.show(`${here} ${workspace.me}`, messages, context, emptyText(channel, workspace.state));
  if (replies) thread.show(replies, context);
  modal.show(workspace.state.views);
}

function drawPlace(channel) {
  const { state } = workspace;
  const allowed = channel.member && !channel.archived;
  drawHeader(channel, state);
  home.show(channel);
  shortcuts.show();
  composer.allow(allowed, placeholder(channel, state));
  thread.composer.allow(allowed, "Reply");
  drawHints(channel, state, follow);
}

function follow(hint) {
  if (hint.act) return act(hint.act, hint.given);
  composer.fill(hint.label);
  composer.text.focus();
}

function go(id, ts, root) {
  thread.close();
  here = id;
  history.replaceState(null, "", `#${id}`);
  drawer.show(false);
  focusAfter(refresh().then(() => ts && reveal(ts, root)), () => composer.text);
}

function reveal(ts, root) {
  if (root) thread.open(root);
  $("log").querySelector(`[data-ts="${root || ts}"]`)?.scrollIntoView({ block: "center" });
}

async function become(id) {
  const wasDirect = workspace.channel(here)?.kind === "im";
  workspace.become(id);
  thread.close();
  await workspace.load();
  if (wasDirect) here = workspace.directMessage.id;
  home.visit();
  await refresh();
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
hearPeople(workspace, become);
$("membership").addEventListener("click", () => act(workspace.channel(here).member ? "leave" : "join", {}));
$("traffic-toggle").addEventListener("click", () => traffic.show(!traffic.isOpen));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (drawer.isOpen) drawer.show(false);
  else if ($("traffic").contains(event.target)) traffic.show(false);
  else thread.close();
});

workspace.listen({
  changed: () => refresh().catch(() => {}),
  connected: (there) => {
    $("offline").hidden = there;
    if (there) refresh().catch(() => {});
  },
});
focusAfter(refresh(), () => composer.text);
