// The signs of events, told apart by form as well as by colour: cooperation is round,
// conflict has corners; words are hollow, deeds filled (by the stylesheet).

/** The outline of a sign about the origin, r from its middle to its edge. */
export function markPath(quad, r) {
  const round = `M${-r},0A${r},${r} 0 1,1 ${r},0A${r},${r} 0 1,1 ${-r},0Z`;
  if (/cooperation$/.test(quad)) return round;
  const d = r * 1.2;
  if (quad === "material-conflict") return `M0,${-d}L${d},0L0,${d}L${-d},0Z`;
  if (quad === "verbal-conflict") return `M0,${d * 0.95}L${d},${-d * 0.75}L${-d},${-d * 0.75}Z`;
  return `M0,${-d}L${d},0L0,${d}L${-d},0Z`;
}

/**
 * Gives each mark a level such that neighbours do not lie upon each other: marks are in
 * the order of their x. With no level free the one that was taken longest ago is.
 */
export function stack(marks, levels, apart = 11) {
  const last = new Array(levels).fill(-Infinity);
  for (const mark of marks) {
    let level = last.findIndex((x) => mark.x - x >= apart);
    if (level < 0) level = last.indexOf(Math.min(...last));
    mark.level = level;
    last[level] = mark.x;
  }
}
