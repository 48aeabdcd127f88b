// Where one writes: Enter sends, Shift+Enter begins a line; what could not be sent stays.

export class Composer {
  constructor(form, send) {
    this.text = form.querySelector("textarea");
    this.button = form.querySelector("button");
    this.send = send;
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
    const typed = this.text.value.trim();
    if (!typed || this.text.disabled) return;
    this.fill("");
    const sent = await this.send(typed);
    if (!sent && !this.text.value) this.fill(typed);
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
    this.text.disabled = this.button.disabled = !allowed;
    this.text.placeholder = placeholder;
  }
}
