// What a newcomer may try first; a click writes it, or does it.

const TO_BOT = ["help", "flip a coin", "define idempotent", "recommended channels", "example slow"];
const FOR_NEWBIES = ["newbie resources"];
const ALOUD = ["my rubber duck agrees"];

export function hintsFor(channel, { bot, commands: slashes }) {
  if (channel.archived) return [];
  if (channel.kind === "im") return TO_BOT.map((label) => ({ label }));
  if (!channel.member) return [{ label: `Join #${channel.name}`, act: "join", given: {} }];
  if (!channel.bot_member) return [{ label: `Bring ${bot.name} into #${channel.name}`, act: "join", given: { user: bot.id } }];
  const commands = channel.name === "newbies" ? [...FOR_NEWBIES, ...TO_BOT] : TO_BOT;
  const typed = slashes.slice(0, 1).map(({ command }) => `${command} help`);
  return [...commands.map((command) => `@${bot.name} ${command}`), ...typed, ...ALOUD].map((label) => ({ label }));
}
