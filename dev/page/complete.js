// What completes while one types: "@" people and the bot, "#" channels, a leading "/" commands.
//
// The field keeps the focus all the time; the list beside it follows the pattern of an editable
// field with a listbox popup: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { avatar, el, icon } from "./dom.js";
import { matching } from "./matching.js";

const TOKEN = /(?:^|[\s(])(?<sign>[@#])(?<typed>[\w.-]*)$|^(?<slash>\/)(?<name>[\w.-]*)$/;
const MARGIN_PX = 6;
let count = 0;

export class Completer {
  // candidates(sign) gives [{ name, label, person, hint }], the likeliest first.
  constructor(field, candidates) {
    this.field = field;
    this.candidates = candidates;
    this.id = `complete-${++count}`;
    this.list = el("ul", { class: "complete", id: this.id, role: "listbox", "aria-label": "Suggestions", hidden: true });
    this.status = el("p", { class: "unseen", role: "status" });
    document.body.append(this.list, this.status);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", this.id);
    this.hear();
  }

  hear() {
    const on = (name, listener) => this.field.addEventListener(name, listener);
    on("input", () => this.offer());
    on("click", () => this.offer());
    on("blur", () => this.close());
    on("keydown", (event) => this.key(event));
    // Kept from taking the focus: the click still comes.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
  }

  remove() {
    this.list.remove();
    this.status.remove();
  }

  get isOpen() {
    return !this.list.hidden;
  }

  offer() {
    const { value, selectionStart, selectionEnd } = this.field;
    const found = selectionStart === selectionEnd && value.slice(0, selectionStart).match(TOKEN)?.groups;
    this.token = found ? { sign: found.sign ?? found.slash, typed: found.typed ?? found.name } : null;
    this.found = found ? matching(this.candidates(this.token.sign), this.token.typed) : [];
    if (!this.found.length) return this.close();
    this.draw();
    this.choose(0);
  }

  draw() {
    this.list.replaceChildren(...this.found.map((candidate, index) => this.option(candidate, index)));
    this.list.hidden = false;
    this.place();
    this.status.textContent = this.found.length === 1 ? "1 suggestion" : `${this.found.length} suggestions`;
  }

  option(candidate, index) {
    const { name, label, person, hint } = candidate;
    const { sign } = this.token;
    return el(
      "li",
      { role: "option", id: `${this.id}-${index}`, "data-index": String(index), "aria-selected": "false" },
      person ? avatar(person, "small") : icon("hash"),
      el("strong", {}, `${sign === "#" ? "" : sign}${name}`),
      hint ? el("span", { class: "hint" }, hint) : null,
      label ? el("span", { class: "quiet" }, label) : null,
    );
  }

  // Above the field, or below where there is no room. Fixed, so that no scrolling box cuts it.
  place() {
    const box = this.field.getBoundingClientRect();
    const above = box.top > this.list.offsetHeight + MARGIN_PX;
    const top = above ? box.top - this.list.offsetHeight - MARGIN_PX : box.bottom + MARGIN_PX;
    this.list.style.setProperty("left", `${Math.max(MARGIN_PX, Math.min(box.left, innerWidth - this.list.offsetWidth - MARGIN_PX))}px`);
    this.list.style.setProperty("top", `${Math.max(MARGIN_PX, top)}px`);
  }

  choose(index) {
    this.chosen = (index + this.found.length) % this.found.length;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === this.chosen)));
    this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", `${this.id}-${this.chosen}`);
  }

  close() {
    this.list.hidden = true;
    this.status.textContent = "";
    this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (!this.isOpen || event.isComposing) return;
    const keys = {
      ArrowDown: () => this.choose(this.chosen + 1),
      ArrowUp: () => this.choose(this.chosen - 1),
      Enter: () => this.take(this.chosen),
      Tab: () => this.take(this.chosen),
      Escape: () => this.close(),
    };
    if (!keys[event.key] || event.shiftKey || (event.key === "Enter" && this.isWritten)) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // Enter must not send as well, nor Escape close a thread
    keys[event.key]();
  }

  // Whoever wrote the whole name has nothing left to complete: Enter sends.
  get isWritten() {
    return this.token.typed.toLowerCase() === this.found[this.chosen].name.toLowerCase();
  }

  take(index) {
    const end = this.field.selectionStart;
    const start = end - this.token.typed.length;
    this.field.setRangeText(`${this.found[index].name} `, start, end, "end");
    this.close();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
