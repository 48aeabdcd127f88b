// What a person does with the bot's controls: asked first where it says so, busy until answered.

import { confirmed } from "./confirm.js";
import { toast } from "./toast.js";

const SAID = {
  operation_timeout: "did not answer in time. Try again in a moment.",
  dispatch_failed: "could not be reached, or answered with an error. Try again in a moment.",
};

// What went wrong, in a sentence; "" if nothing did.
export function troubleOf(answered, who) {
  if (!answered?.error) return "";
  return `${who} ${SAID[answered.error] ?? `answered, but it did not work: ${answered.error}.`}`;
}

export class Deeds {
  // name: click in a message, press in a modal or the home tab; place: of a message its channel and
  // ts; given(): what else is told with it; complain(text): says what went wrong.
  constructor(workspace, name, { place = {}, given = () => ({}), complain = toast } = {}) {
    Object.assign(this, { workspace, name, place, given, complain });
  }

  // Resolves to whether the person went on with it.
  async use(part, value, node) {
    if (node.getAttribute("aria-busy") === "true") return true;
    if (part.confirm && !(await confirmed(part.confirm, this.workspace.names))) return false;
    const more = part.type === "button" && !value ? {} : { value };
    await this.during(node, () => this.workspace.act(this.name, { ...this.place, ...this.given(), action_id: part.action_id, ...more }));
    return true;
  }

  // The control stays where it is and keeps the focus; resolves to whether all went well.
  async during(node, ask) {
    node.setAttribute("aria-busy", "true");
    try {
      const trouble = troubleOf(await ask(), this.workspace.state.bot.name);
      if (trouble) this.complain(trouble);
      return !trouble;
    } catch (problem) {
      this.complain(problem.message);
      return false;
    } finally {
      node.removeAttribute("aria-busy");
    }
  }

  suggest(part, typed) {
    return this.workspace.act("suggest", { ...this.place, action_id: part.action_id, typed });
  }
}
