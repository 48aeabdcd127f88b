// The two sides of the bot's own place: its home, which it publishes for each person, and the messages.
// https://www.w3.org/WAI/ARIA/apg/patterns/tabs/

import { blocksOf } from "./blocks.js";
import { Deeds } from "./deeds.js";
import { el } from "./dom.js";
import { again, inUse } from "./focus.js";

const $ = (id) => document.getElementById(id);

export class Home {
  constructor(workspace, redraw, complain) {
    Object.assign(this, { workspace, redraw, complain, isOpen: false });
    this.deeds = new Deeds(workspace, "press");
    $("tab-home").addEventListener("click", () => this.open());
    $("tab-messages").addEventListener("click", () => this.leave());
    $("tabs").addEventListener("keydown", (event) => this.key(event));
  }

  async open() {
    if (this.isOpen) return;
    this.isOpen = true;
    this.visit();
    await this.redraw();
  }

  // Each visit tells the bot, which may publish anew.
  visit() {
    if (this.isOpen) this.workspace.act("open_home", {}).catch((problem) => this.complain(problem.message));
  }

  async leave() {
    this.isOpen = false;
    await this.redraw();
  }

  // In the direct message with the bot only.
  show(channel) {
    const direct = channel.kind === "im";
    if (!direct) this.isOpen = false;
    $("tabs").hidden = !direct;
    this.select($("tab-home"), this.isOpen);
    this.select($("tab-messages"), !this.isOpen);
    $("messages").hidden = this.isOpen;
    $("home").hidden = !this.isOpen;
    if (this.isOpen) this.draw(this.workspace.state.home);
  }

  select(tab, selected) {
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
  }

  draw(view) {
    const key = JSON.stringify([this.workspace.me, view?.id, view?.hash]);
    if (key === this.drawn) return;
    this.drawn = key;
    const used = inUse($("home"));
    const { workspace, deeds } = this;
    const blocks = blocksOf(view?.blocks, { workspace, names: workspace.names, deeds });
    $("home").replaceChildren(...(view ? [el("div", { class: "blocks body" }, ...blocks)] : [this.empty()]));
    if (used) (again($("home"), used) ?? $("home")).focus();
  }

  empty() {
    const { name } = this.workspace.state.bot;
    return el("div", { class: "empty" }, el("h3", {}, `${name} has not published its home yet`), el("p", {}, "It appears here as soon as it does."));
  }

  key(event) {
    const to = { ArrowLeft: "tab-home", Home: "tab-home", ArrowRight: "tab-messages", End: "tab-messages" }[event.key];
    if (!to) return;
    event.preventDefault();
    $(to).focus();
    $(to).click();
  }
}
