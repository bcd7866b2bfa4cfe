/**
 * What is measured. `input`: a shape of generate.js and its size. `ours`: `matrix`, `json`, `can`, `modules` and `replay`
 * are commands as users type them; `reach` is everything but printing. `floor`: what the time is compared with, a process
 * that only parses the same bytes, or `start`, which does nothing. `ratio` and `megabytes` are limits; `half` is the input
 * of half the size that the growth is measured by. `rounds` are counted after one that is not.
 */
const GROWTH = 2.3;

function workloads(name, shape, ratio) {
  return [100, 200, 400, 800, 1600].map((size) => ({
    name: `${name}-${size}`,
    input: [shape, size],
    ours: 'matrix',
    floor: 'yaml',
    // The promise is for clusters, and begins at 200 workloads.
    ...(size >= 200 && {ratio}),
    ...(size >= 200 && {half: [shape, size / 2], growth: GROWTH}),
    rounds: size > 400 ? 5 : 9,
  }));
}

export const cases = [
  ...workloads('a', 'workloads', 0.7),
  ...workloads('a-full', 'workloads-full-yaml', 1.5),
  {name: 'b', input: ['workloads', 100], ours: 'json', floor: 'yaml', ratio: 1.5, rounds: 9},
  {
    name: 'c',
    input: ['cluster', 25_000],
    ours: 'reach',
    floor: 'json',
    ratio: 1.5,
    megabytes: 600,
    half: ['cluster', 12_500],
    growth: GROWTH,
    rounds: 5,
  },
  {
    name: 'c-hard',
    input: ['cluster-hard', 25_000],
    ours: 'reach',
    floor: 'json',
    ratio: 2.5,
    megabytes: 1200,
    half: ['cluster-hard', 12_500],
    growth: GROWTH,
    rounds: 5,
  },
  // Longer than the longest string of Node; it takes no more memory than the same cluster as short JSON.
  {name: 'c-big', input: ['cluster-printed', 16_000], ours: 'reach', floor: 'pieces', megabytes: 600, rounds: 1},
  {name: 'd', input: ['namespace', 10_000], ours: 'reach', floor: 'json', ratio: 8, megabytes: 400, rounds: 5},
  // Global policies of Calico over 20,000 pods.
  {name: 'h', input: ['calico', 1000], ours: 'reach', floor: 'json', rounds: 5},
  // 100 MB of plan, at a peak below three times its size.
  {name: 'j', input: ['terraform-plan', 17_500], ours: 'reach', floor: 'json', ratio: 3, megabytes: 300, rounds: 3},
  // 1,000 resources of 50 modules; no other program here reads HCL, so that starting is what there is to compare with.
  {name: 'k', input: ['terraform-modules', 50], ours: 'modules', floor: 'start', megabytes: 300, rounds: 5},
  {name: 'f', input: ['workloads', 100], ours: 'can', floor: 'start', ratio: 6, rounds: 15},
  // The library is loaded for one document; to parse all of them with it takes longer than the whole limit.
  {name: 'f-full', input: ['workloads-one-full', 100], ours: 'can', floor: 'start', ratio: 9, rounds: 15},
  // Recorded flows against 1,002 policies.
  {
    name: 'r',
    input: ['flows', 1_000_000],
    ours: 'replay',
    floor: 'lines',
    ratio: 2,
    megabytes: 400,
    rounds: 3,
  },
];

/**
 * What is proved of policies in every possible cluster: `convert` to Calico or another dialect, or `compare` with another
 * shape of the same size. Limits: `milliseconds` of the whole process, `proof` of the certificate alone, `convert` of that
 * with writing and reading back, all in milliseconds, and `megabytes`; the floor is a process that parses the input.
 */
export const proofs = [
  {name: 'p-one', what: 'convert', input: ['policies-regular', 1], proof: 10, rounds: 15},
  {
    name: 'p-regular',
    what: 'convert',
    input: ['policies-regular', 1000],
    milliseconds: 3000,
    proof: 1000,
    megabytes: 150,
    rounds: 3,
  },
  {
    name: 'p-irregular',
    what: 'convert',
    input: ['policies-irregular', 1000],
    milliseconds: 3000,
    proof: 1000,
    megabytes: 150,
    rounds: 3,
  },
  {
    name: 'p-ordered',
    what: 'convert',
    input: ['policies-ordered', 1000],
    proof: 500,
    convert: 500,
    megabytes: 150,
    rounds: 3,
  },
  {
    name: 'p-masked',
    what: 'compare',
    input: ['policies-irregular', 500],
    other: ['policies-masked', 500],
    milliseconds: 5000,
    rounds: 3,
  },
  {name: 'p-names', what: 'convert', input: ['policies-names', 1000], milliseconds: 5000, megabytes: 450, rounds: 1},
  // Much differs: what is found within the limits is told, and nothing else.
  {
    name: 'p-cilium',
    what: 'convert',
    to: 'cilium',
    input: ['policies-irregular', 1000],
    milliseconds: 5000,
    megabytes: 450,
    rounds: 1,
  },
  {name: 'p-keys', what: 'convert', input: ['policies-keys', 100], milliseconds: 5000, megabytes: 450, rounds: 3},
  {name: 'p-excepts', what: 'convert', input: ['policies-excepts', 256], milliseconds: 5000, megabytes: 450, rounds: 3},
  {
    name: 'p-tiers',
    what: 'compare',
    input: ['policies-tiers', 50],
    other: ['policies-tiers-changed', 50],
    milliseconds: 5000,
    megabytes: 450,
    rounds: 1,
  },
  // One rule of one policy is another.
  {
    name: 'p-changed',
    what: 'compare',
    input: ['policies-irregular', 500],
    other: ['policies-changed', 500],
    milliseconds: 1000,
    megabytes: 150,
    rounds: 3,
  },
];

/** Warm verdicts a second on one core, at least. */
export const speeds = [
  {name: 'e-c', input: ['cluster', 25_000], perSecond: 10_000_000},
  {name: 'e-c-hard', input: ['cluster-hard', 25_000], perSecond: 2_000_000},
];

/** Selectors of Calico, each read and asked once; the floor is a process that only parses the same bytes. */
export const selectors = {name: 'i', input: ['selectors', 100_000], rounds: 5};

/** Twice the pods without new label sets: the time after the lookup of classes may grow so, and a lookup may cost so. */
export const morePods = {
  name: 'g',
  input: ['cluster-more-pods', 25_000],
  half: ['cluster', 25_000],
  growth: 1.1,
  microseconds: 0.4,
  rounds: 5,
};
