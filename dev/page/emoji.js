// The emoji that the page can draw; any other name is shown as :name:.
export const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", tada: "🎉", wave: "👋", eyes: "👀", heart: "❤️", fire: "🔥", rocket: "🚀",
  white_check_mark: "✅", x: "❌", warning: "⚠️", thinking_face: "🤔", joy: "😂", smile: "😄", slightly_smiling_face: "🙂", sob: "😭",
  simple_smile: "🙂", heavy_plus_sign: "➕", pray: "🙏", clap: "👏", raised_hands: "🙌", muscle: "💪", bulb: "💡", bug: "🐛", coffee: "☕", beer: "🍺", cake: "🍰", star: "⭐",
  sparkles: "✨", zap: "⚡", 100: "💯", ok_hand: "👌", point_up: "☝️", wink: "😉", sunglasses: "😎", scream: "😱", robot_face: "🤖",
  hourglass_flowing_sand: "⏳", lock: "🔒", memo: "📝", books: "📚", snake: "🐍", rabbit: "🐰", hole: "🕳️", coin: "🪙", game_die: "🎲",
  bee: "🐝", gopher: "🐹", hamster: "🐹", dog: "🐶", cat: "🐱", duck: "🦆", ghost: "👻", dragon: "🐉", beers: "🍻", party_parrot: "🦜", no_entry: "⛔", calendar: "📅", bell: "🔔", speech_balloon: "💬",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", white_circle: "⚪", grey_question: "❔", sos: "🆘", crossed_fingers: "🤞", flamingo: "🦩",
  // A community's own pictures, by the nearest that there is.
  rubberduck: "🦆", gopherdance: "🐹", bbqgopher: "🐹", gobuffalo: "🐃",
};

export const OFFERED = ["+1", "heart", "tada", "eyes", "white_check_mark", "joy", "rocket", "fire", "thinking_face", "pray", "wave", "bee"];

export function drawn(name) {
  return EMOJI[name.replace(/::skin-tone-\d$/, "")] ?? `:${name}:`;
}
