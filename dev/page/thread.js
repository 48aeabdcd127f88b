// The pane beside the channel, with one thread of it.

import { Composer } from "./composer.js";
import { focusAfter } from "./focus.js";
import { Log } from "./log.js";
import { toast } from "./toast.js";

const $ = (id) => document.getElementById(id);

export class Thread {
  // sending.send(text, files, given) posts; candidates(sign) as for Completer; refresh() draws anew.
  constructor({ sending, candidates, refresh, leave }) {
    Object.assign(this, { sending, refresh, leave, ts: null });
    this.log = new Log($("thread-log"));
    const people = (sign) => (sign === "/" ? [] : candidates(sign)); // Slack has no commands in threads
    this.composer = new Composer($("thread-composer"), { send: (...typed) => this.send(...typed), candidates: people, complain: toast });
    $("thread-close").addEventListener("click", () => this.close());
  }

  open(ts) {
    this.ts = ts;
    $("thread").hidden = false;
    focusAfter(this.refresh(), () => $("thread-text"));
  }

  close() {
    if (!this.ts) return;
    this.ts = null;
    $("thread").hidden = true;
    this.leave();
  }

  send(text, files) {
    const broadcast = $("also").checked && !files.length;
    $("also").checked = false;
    return this.sending.send(text, files, { thread_ts: this.ts, ...(broadcast ? { broadcast } : {}) });
  }

  show(replies, context) {
    if (this.ts) this.log.show(`${context.place} ${this.ts}`, replies, { ...context, inThread: true });
  }
}
