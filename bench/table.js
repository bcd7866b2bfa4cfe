const columns = [
  ['CASE', 18],
  ['MS', 9],
  ['FLOOR', 8],
  ['RATIO', 8],
  ['LIMIT', 8],
  ['MB', 7],
  ['LIMIT', 7],
  ['POLICIES', 10],
  ['CLASSES', 9],
  ['BLOCKS', 10],
  ['GROWTH', 8],
  ['LIMIT', 8],
];

export const heading = aligned(columns.map(([name]) => name)).trimEnd();

/** A row of a case: what was found, each figure beside its limit. Policies are those of different contents. */
export function tableRow({name, ratio, megabytes, growth}, found, mark) {
  const cells = [
    name,
    found.milliseconds.toFixed(0),
    found.floor.toFixed(0),
    found.ratio.toFixed(2),
    ratio,
    found.megabytes.toFixed(0),
    megabytes,
    found.policies,
    found.classes,
    found.blocks,
    found.growth?.toFixed(2),
    growth,
  ];
  return (aligned(cells) + mark).trimEnd();
}

/** A case with figures of its own kind. */
export function line({name}, figures, limit, mark) {
  return `${name.padEnd(18)}${figures} (${limit})   ${mark}`.trimEnd();
}

function aligned(cells) {
  return cells.map((cell, index) => String(cell ?? '-').padEnd(columns[index][1])).join('');
}
