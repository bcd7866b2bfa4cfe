import {spec} from '../plugins/kubernetes/profile.ts';
import {naiveEvaluator} from '../src/evaluate/naive.ts';

const PAIRS = 200_000;
const SECONDS = 2;
const CHECKED = 300;
const ports = [53, 80, 5432, 8080, 9090];

/**
 * How many verdicts a second one core gives for random pairs of pods, after each was asked once. A sample is compared
 * with the naive evaluator, which is given the two pods and the policies of their namespaces: no other can select them.
 */
export function checkedVerdicts(evaluator, world, policies) {
  const pods = world.endpoints.filter(({kind}) => kind === 'pod');
  const next = numbers(1);
  const connections = Array.from({length: PAIRS}, () => ({
    from: pods[next(pods.length)],
    to: pods[next(pods.length)],
    protocol: next(5) === 0 ? 17 : 6,
    port: ports[next(ports.length)],
    sourcePort: 40_000,
    family: 4,
  }));
  let allowed = 0;
  for (const each of connections) if (evaluator.verdict(each) === 'allow') allowed++;
  const started = performance.now();
  let rounds = 0;
  // Summed up, so that nothing can be left out as unused.
  let sum = 0;
  do {
    for (const each of connections) if (evaluator.verdict(each) === 'allow') sum++;
    rounds++;
  } while (performance.now() - started < SECONDS * 1000);
  const seconds = (performance.now() - started) / 1000;
  if (sum !== rounds * allowed) throw new Error('the same connections were answered differently');
  check(evaluator, world, policies, connections);
  return {allowed: allowed / PAIRS, perSecond: (rounds * PAIRS) / seconds};
}

function check(evaluator, world, policies, connections) {
  const byNamespace = new Map();
  for (const policy of policies) {
    const {namespace} = policy.id;
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), policy]);
  }
  for (const connection of connections.slice(0, CHECKED)) {
    const ends = [...new Set([connection.from, connection.to])];
    const namespaces = [...new Set(ends.map(({namespace}) => namespace))];
    const own = namespaces.flatMap((each) => byNamespace.get(each) ?? []);
    const expected = naiveEvaluator(spec, {...world, endpoints: ends}, own).decide(connection).verdict;
    const found = evaluator.verdict(connection);
    if (found !== expected) {
      throw new Error(`${connection.from.name} -> ${connection.to.name}: ${found}, naive ${expected}`);
    }
  }
}

/** Whole numbers below a limit, the same in every run. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
