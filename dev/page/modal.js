// The bot's modal: the view on top of a person's stack, until it is sent or closed.
// https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/

import { blocksOf } from "./blocks.js";
import { Deeds } from "./deeds.js";
import { el, iconButton } from "./dom.js";
import { again, inUse } from "./focus.js";

const TROUBLE = "We had some trouble connecting. Try again?";

export class Modal {
  // refresh() resolves when the page shows what the workspace knows now.
  constructor(workspace, refresh) {
    Object.assign(this, { workspace, refresh, view: null, fields: new Map() });
    this.kept = new Map(); // id of a view in the stack -> what was given in its fields, by block
    this.deeds = new Deeds(workspace, "press", { given: () => ({ values: this.values }), complain: (text) => this.complain(text) });
    this.dialog = el("dialog", { class: "modal", "aria-labelledby": "modal-title", tabindex: "-1" });
    document.body.append(this.dialog);
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  // The stack, the view on top last; each with its `errors` by block id and its `trouble`.
  show(stack) {
    const top = stack.at(-1) ?? null;
    const drawn = top && JSON.stringify([top.id, top.hash, stack.length]);
    if (drawn !== this.drawn) this.draw(top, stack);
    this.drawn = drawn;
    if (top && !this.sending) this.mark(top.errors ?? {}, top.trouble ?? "");
  }

  draw(view, stack) {
    const used = inUse(this.dialog);
    this.keep(stack);
    const isSame = view && view.id === this.view?.id;
    Object.assign(this, { view, fields: new Map(), marked: "" });
    if (!view) return this.leave();
    const around = { workspace: this.workspace, names: this.workspace.names, deeds: this.deeds, fields: this.fields };
    this.trouble = el("p", { class: "trouble", role: "alert", hidden: true });
    const blocks = blocksOf(view.blocks, around);
    this.dialog.replaceChildren(
      el("form", { novalidate: true }, this.header(view, stack.length), this.trouble, el("div", { class: "blocks body" }, ...blocks), this.footer(view)),
    );
    for (const [block, kept] of this.kept.get(view.id) ?? []) this.fields.get(block)?.keep(kept);
    if (!this.dialog.open) this.dialog.showModal();
    const same = isSame && used && again(this.dialog, used);
    if (same) same.focus();
    else this.begin();
  }

  // The focus goes back to where it came from, if that is still there.
  leave() {
    this.dialog.close();
    if (document.activeElement === document.body) document.getElementById("composer-text").focus();
  }

  // What was given outlives a view that is pushed above, and an update of the view itself.
  keep(stack) {
    if (this.view) this.kept.set(this.view.id, [...this.fields].map(([block, field]) => [block, field.kept]));
    const ids = stack.map(({ id }) => id);
    for (const id of this.kept.keys()) if (!ids.includes(id)) this.kept.delete(id);
  }

  header(view, depth) {
    const back = depth > 1 ? iconButton("back", "Back", () => this.close(false)) : null;
    return el("header", {}, back, el("h2", { id: "modal-title" }, view.title?.text ?? ""), iconButton("close", "Close", () => this.close(true)));
  }

  footer(view) {
    const close = el("button", { type: "button", onclick: () => this.close(false) }, view.close?.text ?? (view.submit ? "Cancel" : "Close"));
    this.send = view.submit ? el("button", { type: "submit", class: "primary" }, view.submit.text) : null;
    return el("footer", {}, close, this.send);
  }

  // The first field, or whatever there is to use.
  begin() {
    const all = [...this.fields.values()];
    const first = all.find(({ part }) => part.focus_on_load) ?? all[0];
    if (first) return first.focus();
    this.dialog.querySelector(".blocks :is(button, select, input), footer button").focus();
  }

  get values() {
    return Object.fromEntries([...this.fields].map(([block, field]) => [block, field.value]));
  }

  async submit() {
    if (this.sending || !this.send) return;
    this.sending = true;
    const went = await this.deeds.during(this.send, () => this.workspace.act("submit", { values: this.values }).then(() => null));
    this.sending = false;
    if (went) this.marked = "";
    await this.refresh();
    this.focusWrong();
  }

  async close(all) {
    if (this.sending) return;
    await this.workspace.act("close_view", { all_of_them: all }).catch((problem) => this.complain(problem.message));
    await this.refresh();
  }

  key(event) {
    event.stopPropagation(); // nothing below hears of it
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.close(false);
  }

  mark(errors, trouble) {
    const marked = JSON.stringify([errors, trouble]);
    if (marked === this.marked) return;
    this.marked = marked;
    for (const [block, field] of this.fields) field.say(errors[block] ?? "");
    this.complain(trouble && TROUBLE);
  }

  complain(text) {
    this.trouble.textContent = text;
    this.trouble.hidden = !text;
  }

  focusWrong() {
    const wrong = [...this.fields.values()].find((field) => !field.error.hidden);
    wrong?.focus();
    return Boolean(wrong);
  }
}
