// Choosing an emoji: a dozen to click, any other by name.

import { el } from "./dom.js";
import { OFFERED, drawn } from "./emoji.js";

export function openPicker(node, choose) {
  document.querySelector(".picker")?.remove();
  const opener = document.activeElement;
  const close = () => {
    picker.remove();
    document.removeEventListener("pointerdown", outside);
    opener?.focus();
  };
  const pick = (name) => {
    close();
    choose(name);
  };
  const outside = (event) => picker.contains(event.target) || close();
  const picker = el("div", { class: "picker", role: "dialog", "aria-label": "Choose a reaction" });
  for (const name of OFFERED) {
    picker.append(el("button", { type: "button", class: "icon", "aria-label": name, title: `:${name}:`, onclick: () => pick(name) }, drawn(name)));
  }
  const named = el("input", { "aria-label": "Emoji by name", placeholder: "or a name: snake" });
  named.addEventListener("keydown", (event) => {
    const name = named.value.trim().replaceAll(":", "");
    if (event.key === "Enter" && name) pick(name);
  });
  picker.append(named);
  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });
  document.addEventListener("pointerdown", outside);
  node.append(picker);
  picker.firstElementChild.focus();
}
