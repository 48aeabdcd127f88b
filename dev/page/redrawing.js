// One redraw at a time: changes that come during it are shown by one more.

export class Redrawing {
  constructor(draw) {
    this.draw = draw;
    this.running = null;
    this.again = false;
  }

  // Resolves when the page shows what was known at the call.
  now() {
    this.again = true;
    this.running ??= this.all();
    return this.running;
  }

  async all() {
    try {
      while (this.again) {
        this.again = false;
        await this.draw();
      }
    } finally {
      this.running = null; // in the same step as the last look at `again`: no call falls between
    }
  }
}
