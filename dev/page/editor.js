// Changing one's own message in its place.

import { Completer } from "./complete.js";
import { el } from "./dom.js";
import { asTyped } from "./mrkdwn.js";

export function openEditor(node, message, { workspace, act }) {
  const body = node.querySelector(".body");
  const text = el("textarea", { rows: "2", "aria-label": "Edit message" });
  text.value = asTyped(message.text, workspace.names);
  const completer = new Completer(text, (sign) => (sign === "/" ? [] : workspace.candidates(sign)));
  const close = () => {
    completer.remove();
    editing.replaceWith(body);
  };
  const save = async () => {
    if (text.value.trim()) await act("edit", { ts: message.ts, text: text.value.trim(), typed: true });
    close();
  };
  const buttons = el("div", {}, el("button", { type: "button", class: "send", onclick: save }, "Save"), el("button", { type: "button", onclick: close }, "Cancel"));
  const editing = el("div", { class: "editing" }, text, buttons);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  body.replaceWith(editing);
  text.focus();
}
