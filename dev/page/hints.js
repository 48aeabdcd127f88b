// What a newcomer may try first; a click writes it, or does it.

const TO_BOT = ["help", "flip a coin", "define idempotent"];

export function hintsFor(channel, bot) {
  if (channel.archived) return [];
  if (channel.kind === "im") return TO_BOT.map((label) => ({ label }));
  if (!channel.member) return [{ label: `Join #${channel.name}`, act: "join", given: {} }];
  if (!channel.bot_member) return [{ label: `Bring ${bot.name} into #${channel.name}`, act: "join", given: { user: bot.id } }];
  return [...TO_BOT.map((command) => `@${bot.name} ${command}`), "my rubber duck agrees"].map((label) => ({ label }));
}
