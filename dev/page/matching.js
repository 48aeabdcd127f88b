// Which names fit what was typed, the best first.

const OFFERED = 8;
const INSIDE_CHARS = 2; // a single letter is somewhere in every name

// Names that begin so, then people whose first or last name does, then names that contain it.
export function matching(candidates, typed) {
  const ranked = candidates.map((candidate) => ({ candidate, rank: rank(candidate, typed.toLowerCase()) }));
  const fitting = ranked.filter((one) => one.rank < 3).sort((a, b) => a.rank - b.rank);
  return fitting.slice(0, OFFERED).map((one) => one.candidate);
}

function rank({ name, label, person }, wanted) {
  if (name.toLowerCase().startsWith(wanted)) return 0;
  if (person && label.toLowerCase().split(/\s+/).some((word) => word.startsWith(wanted))) return 1;
  return wanted.length >= INSIDE_CHARS && name.toLowerCase().includes(wanted) ? 2 : 3;
}
