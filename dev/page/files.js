// Files to be sent with the next message: chosen, pasted or dropped; texts only.

import { el } from "./dom.js";
import { size } from "./attached.js";

const MAX_BYTES = 256 * 1024; // enough for any source file; more would only slow the page

export class Files {
  constructor(form, complain) {
    this.chosen = []; // [{ name, content, bytes }]
    this.row = form.querySelector(".chosen");
    this.complain = complain;
    const input = form.querySelector("input[type=file]");
    form.querySelector(".attach").addEventListener("click", () => input.click());
    input.addEventListener("change", () => this.add(input.files).then(() => (input.value = "")));
    form.addEventListener("paste", (event) => this.received(event, event.clipboardData));
    form.addEventListener("dragover", (event) => event.preventDefault());
    form.addEventListener("drop", (event) => this.received(event, event.dataTransfer));
  }

  // Pasted text stays the field's: only files are taken.
  received(event, transfer) {
    if (!transfer?.files.length) return;
    event.preventDefault();
    this.add(transfer.files);
  }

  async add(files) {
    for (const file of files) {
      const content = await readText(file).catch((problem) => this.complain(problem.message));
      if (content !== undefined) this.chosen.push({ name: file.name, content, bytes: file.size });
    }
    this.draw();
  }

  take() {
    const taken = this.chosen;
    this.chosen = [];
    this.draw();
    return taken;
  }

  giveBack(files) {
    this.chosen = files;
    this.draw();
  }

  draw() {
    this.row.hidden = !this.chosen.length;
    this.row.replaceChildren(...this.chosen.map((file) => this.chip(file)));
  }

  chip(file) {
    const drop = () => this.giveBack(this.chosen.filter((other) => other !== file));
    const remove = el("button", { type: "button", class: "bare", "aria-label": `Remove ${file.name}`, onclick: drop }, "×");
    return el("li", {}, `${file.name} · ${size(file.bytes)}`, remove);
  }
}

async function readText(file) {
  if (file.size > MAX_BYTES) throw new Error(`${file.name} is too large: at most ${MAX_BYTES / 1024} kB here`);
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file.name} is no text: this page sends text files only`);
  }
}
