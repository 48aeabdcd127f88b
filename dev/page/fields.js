// Input blocks: a label, its control, a hint, and beside it what is wrong with it.

import { el } from "./dom.js";
import { element } from "./elements.js";

let count = 0;

export function field(block, { workspace, deeds, fields }) {
  const id = `field-${++count}`;
  const part = block.element;
  const hear = (value, by) => {
    if (by !== "enter") shown.say("");
    if (!block.dispatch_action || !acts(part, by)) return false;
    deeds.use(part, value, made.node);
    return true;
  };
  const made = element(part, { workspace, hear, suggest: (typed) => deeds.suggest(part, typed) });
  const shown = new Field(block, made, id);
  Object.assign(made.node.dataset, { action: part.action_id, value: block.block_id });
  fields?.set(block.block_id, shown);
  return shown.node;
}

// A text acts at Enter, whatever is chosen at once.
function acts(part, by) {
  return part.type.endsWith("_input") ? by === "enter" : true;
}

export class Field {
  constructor(block, made, id) {
    this.made = made;
    this.optional = block.optional === true;
    this.part = block.element;
    const about = [block.hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
    made.node.setAttribute("aria-describedby", about);
    if (!this.optional && made.control) made.control.setAttribute("aria-required", "true");
    this.error = el("p", { class: "error", id: `${id}-error`, hidden: true });
    this.node = el("div", { class: "field" }, this.label(block, id), made.node, block.hint ? el("p", { class: "quiet", id: `${id}-hint` }, block.hint.text) : null, this.error);
    made.node.addEventListener("input", () => this.say(""));
  }

  label(block, id) {
    const mark = this.optional ? el("span", { class: "quiet" }, " (optional)") : null;
    const { node, control } = this.made;
    if (!control) {
      node.setAttribute("aria-labelledby", `${id}-label`);
      return el("p", { class: "label", id: `${id}-label` }, block.label.text, mark);
    }
    control.id = id;
    control.removeAttribute("aria-label");
    return el("label", { class: "label", for: id }, block.label.text, mark);
  }

  get value() {
    return this.made.read?.() ?? "";
  }

  // What to put back into a field like this one when the view is drawn anew.
  get kept() {
    return { action: this.part.action_id, type: this.part.type, value: this.made.kept?.() };
  }

  keep({ action, type, value }) {
    if (action === this.part.action_id && type === this.part.type) this.made.write?.(value);
  }

  say(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
    if (text) this.made.node.setAttribute("aria-invalid", "true");
    else this.made.node.removeAttribute("aria-invalid");
  }

  focus() {
    (this.made.control ?? this.made.node.querySelector("input") ?? this.made.node).focus();
  }
}
