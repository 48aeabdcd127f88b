// What becomes of what one wrote: a post, a post with files, or a slash command.

import { commandOf, hindrance } from "./slash.js";
import { toast } from "./toast.js";

export class Sending {
  // act(name, given) does it in the channel one is in, and resolves to whether it went well.
  constructor(workspace, act) {
    this.workspace = workspace;
    this.act = act;
  }

  // Resolves to whether it was taken; given: thread_ts and the like, for a thread.
  send(typed, files, given = {}) {
    const command = commandOf(typed);
    if (command) return this.run(command, typed, { files: files.length > 0, inThread: "thread_ts" in given });
    const text = typed.trim();
    if (!files.length) return this.act("say", { text, typed: true, ...given });
    return this.act("upload", { text, typed: true, given: files.map((file) => [file.name, file.content]), ...given });
  }

  run(command, text, where) {
    const trouble = hindrance(command, { known: this.workspace.state.commands, ...where });
    if (!trouble) return this.act("slash", { text });
    toast(trouble);
    return false;
  }
}
