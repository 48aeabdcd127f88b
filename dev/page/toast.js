// A short word about what just happened, with at most one thing to do about it.

import { el } from "./dom.js";

const READ_MS = 5000;
const ACT_MS = 12000; // reading, deciding, and getting there
const box = document.getElementById("toast");
let timer = null;

export function toast(text, action = null) {
  box.replaceChildren(text);
  if (action) box.append(el("button", { type: "button", class: "bare", onclick: () => follow(action) }, action.label));
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(hide, action ? ACT_MS : READ_MS);
}

function follow(action) {
  hide();
  action.run();
}

function hide() {
  box.hidden = true;
}
