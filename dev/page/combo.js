// A field that one chooses with by typing: people, channels, and what the bot itself suggests.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { avatar, el } from "./dom.js";
import { showAt } from "./popup.js";

let count = 0;

export class Combo {
  // find(typed) resolves to [{ text, value, more, person }]; hear(value) is told of each choice.
  constructor({ placeholder, find, hear, chosen = null, least = 0, pause_ms = 0 }) {
    Object.assign(this, { find, hear, chosen, least, pause_ms });
    this.id = `combo-${++count}`;
    this.options = [];
    this.field = el("input", {
      type: "text", role: "combobox", class: "combo", placeholder, autocomplete: "off", "aria-label": placeholder,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id,
    });
    this.field.value = chosen?.text ?? "";
    const on = (name, listener) => this.field.addEventListener(name, listener);
    on("input", () => this.search(this.field.value, this.pause_ms));
    on("click", () => this.hide || this.search("", 0));
    on("blur", () => this.leave());
    on("keydown", (event) => this.key(event));
  }

  get value() {
    return this.chosen?.value ?? "";
  }

  write(chosen) {
    this.chosen = chosen;
    this.field.value = chosen?.text ?? "";
  }

  // Only the answer to what was typed last counts.
  async search(typed, pause_ms) {
    const asked = (this.asked = Symbol("search"));
    clearTimeout(this.timer);
    if (typed.trim().length < this.least) return this.say(this.least === 1 ? "Type to search" : `Type at least ${this.least} letters`);
    await new Promise((done) => (this.timer = setTimeout(done, pause_ms)));
    if (!this.list) this.say("Searching…");
    this.field.setAttribute("aria-busy", "true");
    const found = await this.find(typed.trim()).catch(() => null);
    if (asked !== this.asked) return;
    this.field.removeAttribute("aria-busy");
    if (!found?.length) return this.say(found ? "No result" : "The choices could not be loaded. Type again to retry.");
    this.options = found;
    this.show(...found.map((option, index) => this.row(option, index)));
    this.point(Math.max(0, found.findIndex(({ value }) => value === this.value)));
  }

  say(text) {
    this.options = [];
    this.show(el("li", { class: "quiet", role: "option", "aria-disabled": "true" }, text));
  }

  show(...rows) {
    if (document.activeElement !== this.field) return;
    if (!this.list) {
      this.list = el("ul", { class: "popup", role: "listbox", id: this.id, "aria-label": this.field.placeholder || "Choices" });
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
      this.list.addEventListener("click", (event) => {
        const row = event.target.closest("[data-index]");
        if (row) this.take(this.options[Number(row.dataset.index)]);
      });
      this.hide = showAt(this.list, this.field, () => this.close());
      this.field.setAttribute("aria-expanded", "true");
    }
    this.list.replaceChildren(...rows);
  }

  row({ text, more, person }, index) {
    const what = more ? el("span", { class: "quiet" }, more) : null;
    const given = { role: "option", id: `${this.id}-${index}`, "data-index": String(index), "aria-selected": "false" };
    return el("li", given, person ? avatar(person, "small") : null, el("span", {}, text), what);
  }

  point(index) {
    this.at = (index + this.options.length) % this.options.length;
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.at)));
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") event.preventDefault(); // chooses; a form is sent by its button
    if (!this.list) return event.key === "ArrowDown" && this.search("", 0);
    const keys = { Escape: () => this.leave() };
    if (this.options.length) {
      keys.ArrowDown = () => this.point(this.at + 1);
      keys.ArrowUp = () => this.point(this.at - 1);
      keys.Enter = () => this.take(this.options[this.at]);
    }
    if (!keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation(); // Escape must not close what is around as well
    keys[event.key]();
  }

  take(option) {
    const isNew = option.value !== this.value;
    this.write(option);
    this.close();
    if (isNew) this.hear(option.value);
  }

  // Whoever empties the field takes the choice back; what was only begun is forgotten.
  leave() {
    if (!this.field.value && this.chosen) {
      this.chosen = null;
      this.hear("");
    }
    this.write(this.chosen);
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.asked = null;
    this.hide?.();
    this.hide = this.list = null;
    this.field.removeAttribute("aria-busy");
    this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-expanded", "false");
  }
}
