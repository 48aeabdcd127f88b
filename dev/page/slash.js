// Slash commands as one types them.

const FORM = /^\/(?<name>[^\s/]\S*)?/;

// A line that begins with "/" is a command, and never a message: a blank before it makes it one.
export function commandOf(typed) {
  const found = FORM.exec(typed);
  return found ? `/${found.groups.name ?? ""}` : null;
}

// Why it cannot be run here; "" if it can.
export function hindrance(command, { known, inThread, files }) {
  if (!known.some((one) => one.command === command)) return `${command} is not a command here. To send it as a message, begin with a blank.`;
  if (inThread) return `${command} does not work in threads: Slack has no commands there. Use it in the channel.`;
  return files ? `${command} takes no files. Send them as a message first.` : "";
}

// What may complete "/"; bot: whose commands they are.
export function offered(commands, bot) {
  return commands.map(({ command, usage_hint: hint, description }) => ({ name: command.slice(1), hint, label: description, person: bot }));
}
