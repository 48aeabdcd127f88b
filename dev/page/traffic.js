// The raw traffic: each event that was delivered, each call of the bot, live, the newest first.

import { clock, el } from "./dom.js";

const KEPT = 400; // as many as the server keeps
const DRAW_MS = 100; // a burst is drawn once
const $ = (id) => document.getElementById(id);

export class Traffic {
  constructor(workspace, onToggle) {
    this.workspace = workspace;
    this.onToggle = onToggle;
    this.exchanges = new Map(); // number -> exchange, with the text to find it by
    this.rows = new Map(); // number -> { exchange, place, node }
    this.pane = $("traffic");
    $("traffic-close").addEventListener("click", () => this.show(false));
    $("traffic-clear").addEventListener("click", () => this.clear());
    for (const id of ["traffic-kind", "traffic-channel", "traffic-find"]) $(id).addEventListener("input", () => this.draw());
  }

  get isOpen() {
    return !this.pane.hidden;
  }

  show(open) {
    if (open !== this.isOpen) this.workspace.follow(open ? (exchange) => this.hear(exchange) : null);
    this.pane.hidden = !open;
    this.onToggle(open);
  }

  // What one message caused: its events, and the calls that name it or made it.
  showOnly(ts) {
    $("traffic-kind").value = "";
    $("traffic-channel").value = "";
    $("traffic-find").value = ts;
    this.show(true);
    this.draw();
  }

  hear(exchange) {
    if (exchange.number <= (this.cleared ?? 0)) return;
    this.exchanges.set(exchange.number, { ...exchange, text: JSON.stringify(exchange).toLowerCase() });
    if (this.exchanges.size > KEPT) this.exchanges.delete(Math.min(...this.exchanges.keys()));
    this.drawing ??= setTimeout(() => this.draw(), DRAW_MS);
  }

  clear() {
    this.cleared = Math.max(0, ...this.exchanges.keys());
    this.exchanges.clear();
    this.draw();
  }

  draw() {
    clearTimeout(this.drawing);
    this.drawing = null;
    this.drawChannels();
    const shown = [...this.exchanges.values()].filter(wanted()).sort((a, b) => b.number - a.number);
    const rows = new Map(shown.map((exchange) => [exchange.number, this.row(exchange)]));
    this.rows = rows;
    const focused = document.activeElement?.closest(".exchange")?.dataset.number;
    replace($("traffic-list"), [...rows.values()].map(({ node }) => node));
    if (focused && !$("traffic-list").contains(document.activeElement)) rows.get(Number(focused))?.node.firstElementChild.focus();
    $("traffic-none").hidden = shown.length > 0;
    $("traffic-none").textContent = this.exchanges.size ? "Nothing of this kind." : "Nothing yet: write something, and it shows here.";
  }

  drawChannels() {
    const select = $("traffic-channel");
    const ids = [...new Set([...this.exchanges.values()].map(({ channel }) => channel).filter(Boolean))];
    const key = ids.join();
    if (select.dataset.key === key) return;
    select.dataset.key = key;
    const before = select.value;
    const options = ids.map((id) => el("option", { value: id }, this.workspace.placeName(id)));
    select.replaceChildren(el("option", { value: "" }, "Everywhere"), ...options);
    select.value = ids.includes(before) ? before : "";
  }

  // A row that changes while it is open stays open; one that does not change is the same element.
  row(exchange) {
    const place = exchange.channel ? this.workspace.placeName(exchange.channel) : "";
    const known = this.rows.get(exchange.number);
    if (known?.exchange === exchange && known.place === place) return known;
    const node = rowElement(exchange, place);
    if (known?.node.open) node.open = true;
    return { exchange, place, node };
  }
}

function wanted() {
  const [kind, channel, text] = [$("traffic-kind").value, $("traffic-channel").value, $("traffic-find").value.trim().toLowerCase()];
  return (exchange) =>
    (!kind || exchange.kind === kind) && (!channel || exchange.channel === channel) &&
    (!text || exchange.text.includes(text));
}

// Moves no row that stays where it is: a fold that is open, or has the focus, is left alone.
function replace(list, nodes) {
  const kept = new Set(nodes);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

function rowElement(exchange, place) {
  const outcome = outcomeOf(exchange);
  const summary = el(
    "summary",
    {},
    el("time", {}, clock(exchange.time, true)),
    el("span", { class: `kind ${exchange.kind}` }, exchange.kind),
    el("strong", {}, exchange.name),
    el("span", { class: "quiet" }, place),
    el("span", { class: outcome.good ? "outcome" : "outcome bad" }, outcome.text),
  );
  const node = el("details", { class: "exchange", "data-number": String(exchange.number) }, summary);
  // Written out only when it is unfolded: hundreds of envelopes would be slow to lay out.
  node.addEventListener("toggle", () => {
    if (node.open && node.children.length === 1) node.append(...parts(exchange));
  });
  return node;
}

function outcomeOf(exchange) {
  const { kind, status, fault, attempts, response } = exchange;
  const tries = attempts.length > 1 ? `, ${attempts.length} tries` : "";
  if (fault) return { good: false, text: `fault: ${fault}` };
  if (kind === "event") {
    if (!attempts.length) return { good: true, text: "on its way" };
    const { reason, duration_ms: took } = attempts.at(-1);
    return { good: !reason, text: `${status ?? reason}${tries} · ${Math.round(took)} ms` };
  }
  if (status === null) return { good: true, text: "under way" };
  const refusal = response && response.ok === false ? response.error : "ok";
  return { good: refusal === "ok" && status < 300, text: status === 200 ? refusal : `${status} ${refusal}` };
}

function parts({ kind, request, attempts, response }) {
  if (kind === "call") return [part("Arguments", request), part("Answer", response)];
  const tries = attempts.map((attempt, index) => part(index ? `Retry ${index}` : "Delivery", attempt));
  return [part("Envelope", request), ...tries, ...(response ? [part("Answer", response)] : [])];
}

function part(title, data) {
  return el("section", {}, el("h4", {}, title), el("pre", { tabindex: "0", "aria-label": title }, JSON.stringify(data, null, 2)));
}
