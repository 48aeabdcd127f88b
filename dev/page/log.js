// A list of messages that is redrawn only where it changed, so that focus, pickers and editors survive.

import { begins, messageElement } from "./message.js";
import { el } from "./dom.js";
import { again, inUse } from "./focus.js";

const NEAR_END_PX = 60;

const IDS = /\bU[0-9A-Z]{6,}\b/g;

// What the drawn message depends on; the names too, since somebody new may not be known yet.
function keyOf(place, first, message, workspace) {
  const text = JSON.stringify(message);
  const names = (text.match(IDS) ?? []).map((id) => workspace.names.user(id));
  return JSON.stringify([place, workspace.me, first, text, names, workspace.state.shortcuts.length]);
}

export class Log {
  constructor(node) {
    this.node = node;
    this.drawn = new Map();
    this.place = null;
    this.atEnd = true;
    node.addEventListener("scroll", () => (this.atEnd = this.isAtEnd));
    // A pane that opens takes height away: who read the last message goes on reading it.
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(node);
  }

  get isAtEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  show(place, messages, context, emptyText) {
    const moved = place !== this.place;
    const atEnd = moved || this.atEnd;
    this.place = place;
    const next = new Map();
    messages.forEach((message, index) => {
      const first = begins(message, messages[index - 1]);
      const key = keyOf(place, first, message, context.workspace);
      const known = this.drawn.get(message.ts);
      const node = known?.key === key ? known.node : messageElement(message, { ...context, begins: first });
      next.set(message.ts, { key, node });
    });
    this.drawn = next;
    const used = inUse(this.node);
    const ts = used && document.activeElement.closest("[data-ts]")?.dataset.ts;
    this.replace([...next.values()].map(({ node }) => node), emptyText);
    if (used && !this.node.contains(document.activeElement)) (again(next.get(ts)?.node ?? this.node, used) ?? this.node).focus({ preventScroll: true });
    if (atEnd) this.toEnd();
  }

  replace(nodes, emptyText) {
    const wanted = nodes.length || !emptyText ? nodes : [el("div", { class: "empty" }, el("h3", {}, emptyText[0]), el("p", {}, emptyText[1]))];
    for (const child of [...this.node.children]) if (!wanted.includes(child)) child.remove();
    wanted.forEach((node, index) => {
      if (this.node.children[index] !== node) this.node.insertBefore(node, this.node.children[index] ?? null);
    });
  }
}
