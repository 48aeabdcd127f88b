// Where one writes: Enter sends, Shift+Enter begins a line; what could not be sent stays.

import { Completer } from "./complete.js";
import { Files } from "./files.js";

export class Composer {
  // send(text, files) resolves to whether it was taken; candidates as for Completer.
  constructor(form, { send, candidates, complain }) {
    this.text = form.querySelector("textarea");
    this.controls = form.querySelectorAll("button, textarea");
    this.send = send;
    this.files = new Files(form, complain);
    // Hears keys first: an Enter that takes a suggestion does not send.
    this.completer = new Completer(this.text, candidates);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.text.addEventListener("input", () => this.fit());
  }

  async submit() {
    const typed = this.text.value.trimEnd(); // a blank before a "/" makes it a message
    if ((!typed.trim() && !this.files.chosen.length) || this.text.disabled) return;
    const files = this.files.take();
    this.completer.close();
    this.fill("");
    const sent = await this.send(typed, files);
    if (!sent && !this.text.value) this.fill(typed);
    if (!sent) this.files.giveBack(files);
  }

  fill(text) {
    this.text.value = text;
    this.fit();
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
  }

  allow(allowed, placeholder) {
    for (const control of this.controls) control.disabled = !allowed;
    this.text.placeholder = placeholder;
  }
}
